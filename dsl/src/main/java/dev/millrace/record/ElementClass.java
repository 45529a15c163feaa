package dev.millrace.record;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.util.List;

/**
 * A class taken apart: its components, and what builds an instance from all their values in the
 * same order.
 *
 * @param maker from values of the accessors' types to the class
 * @param isMutable whether an object of it can be changed once it is made: then no two functions
 *     are ever given the same one
 */
public record ElementClass(List<Accessor> accessors, MethodHandle maker, boolean isMutable) {
  public ElementClass {
    accessors = List.copyOf(accessors);
  }

  /**
   * One component, and the accessor that gives its value.
   *
   * @param name the component's, by which connectors and plans know it
   * @param method what an author refers to where a column is wanted
   * @param type of what it gives, with the annotations on it
   * @param isNullable whether it may give null
   * @param grain of an Instant: the microseconds that its values are whole multiples of; 1 for any
   */
  public record Accessor(
      String name, Method method, AnnotatedType type, boolean isNullable, long grain) {
    /** A component that has its accessor's name and is nullable where its type is marked so. */
    static Accessor of(Method method, AnnotatedType type) {
      return new Accessor(method.getName(), method, type, TypeReader.isNullable(type), 1);
    }
  }
}
