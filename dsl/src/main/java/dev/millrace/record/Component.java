package dev.millrace.record;

import java.lang.reflect.Type;

/**
 * One component of a shape.
 *
 * @param index place among the shape's components, from 0
 * @param name the accessor's name
 * @param javaType its generic Java type, primitive where declared so
 * @param type what it holds
 * @param nullable whether it is marked {@code @Nullable}; a primitive never is
 */
public record Component(int index, String name, Type javaType, ValueType type, boolean nullable) {
  public Kind kind() {
    return type.kind();
  }
}
