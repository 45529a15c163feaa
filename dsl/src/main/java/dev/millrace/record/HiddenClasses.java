package dev.millrace.record;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Clones a template class of this package with constants of its own. A method handle that sits in a
 * static final field is inlined by the JIT; in an instance field it is not, and a generic loop over
 * handles would call each through a pointer.
 */
final class HiddenClasses {
  private HiddenClasses() {}

  /** A new instance of a fresh clone of {@code template}, which must be a class of this package. */
  static <T> T instantiate(String template, Class<T> as, List<Object> constants) {
    try (InputStream in = HiddenClasses.class.getResourceAsStream(template + ".class")) {
      if (in == null) {
        throw new IllegalStateException("the class file of " + template + " is not to be found");
      }
      MethodHandles.Lookup clone =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), constants, true);
      return as.cast(clone.lookupClass().getDeclaredConstructor().newInstance());
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("cannot clone " + template, e);
    }
  }

  /** For a template's static initialiser: its constant at {@code index}. */
  static <T> T constant(MethodHandles.Lookup clone, int index, Class<T> type) {
    try {
      return MethodHandles.classDataAt(clone, "_", type, index);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  static MethodHandle handle(MethodHandles.Lookup clone, int index) {
    return constant(clone, index, MethodHandle.class);
  }

  /**
   * What user code threw, as it is. Only a static factory can declare a checked exception: that one
   * is wrapped.
   */
  static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      return e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return new IllegalStateException("a row's own code threw a checked exception", thrown);
  }
}
