package dev.millrace.record;

import java.io.Serializable;

/**
 * One component of a shape.
 *
 * @param index place among the shape's components, from 0
 * @param name by which connectors and plans know it: the accessor's own in records and AutoValue
 *     classes, the field's in a class that Avro generated
 * @param accessor the name of the method that gives its value, which an author refers to
 * @param type what it holds
 * @param nullable whether it may be null; a primitive never is
 */
public record Component(int index, String name, String accessor, ValueType type, boolean nullable)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Kind kind() {
    return type.kind();
  }
}
