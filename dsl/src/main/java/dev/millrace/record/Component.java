package dev.millrace.record;

import java.io.Serializable;

/**
 * One component of a shape.
 *
 * @param index place among the shape's components, from 0
 * @param name the accessor's name
 * @param type what it holds
 * @param nullable whether it is marked {@code @Nullable}; a primitive never is
 */
public record Component(int index, String name, ValueType type, boolean nullable)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Kind kind() {
    return type.kind();
  }
}
