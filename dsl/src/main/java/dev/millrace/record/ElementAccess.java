package dev.millrace.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * The right to call a class's accessors and constructor. On the class path, and in a module that
 * opens the package, whatever their visibility; otherwise only what is public and exported.
 */
public final class ElementAccess {
  private final MethodHandles.Lookup lookup;

  private ElementAccess(MethodHandles.Lookup lookup) {
    this.lookup = lookup;
  }

  /**
   * @throws IllegalAccessException when the class is neither open nor public and exported
   */
  static ElementAccess to(Class<?> type) throws IllegalAccessException {
    Shape.class.getModule().addReads(type.getModule());
    try {
      return new ElementAccess(MethodHandles.privateLookupIn(type, MethodHandles.lookup()));
    } catch (IllegalAccessException closed) {
      if (Modifier.isPublic(type.getModifiers())
          && type.getModule().isExported(type.getPackageName(), Shape.class.getModule())) {
        return new ElementAccess(MethodHandles.lookup());
      }
      throw closed;
    }
  }

  public MethodHandle call(Method method) throws IllegalAccessException {
    return lookup.unreflect(method);
  }

  public MethodHandle call(Constructor<?> constructor) throws IllegalAccessException {
    return lookup.unreflectConstructor(constructor);
  }
}
