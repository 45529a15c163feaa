package dev.millrace.record;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.util.List;

/**
 * A class taken apart: its accessors, and what builds an instance from all their values in the same
 * order.
 */
record ElementClass(List<Accessor> accessors, MethodHandle maker) {
  /** One accessor: its method, how to call it, and its type with the annotations on it. */
  record Accessor(Method method, MethodHandle getter, AnnotatedType type) {
    String name() {
      return method.getName();
    }
  }
}
