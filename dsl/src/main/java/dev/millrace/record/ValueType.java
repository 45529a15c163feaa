package dev.millrace.record;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a component, or an element of a list, holds.
 *
 * @param kind the kind of value
 * @param javaClass the raw Java class: {@code int.class} and {@code Integer.class} are both of kind
 *     INT
 * @param elements the types inside: one for OPTIONAL, LIST and MAP (its values), none otherwise
 * @param nested the shape of a NESTED value, else null
 * @param grain of a component that is an INSTANT: the microseconds that its values are whole
 *     multiples of, such as 1,000; 1 where it can be any, and for all other kinds
 */
public record ValueType(
    Kind kind, Class<?> javaClass, List<ValueType> elements, @Nullable Shape<?> nested, long grain)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public ValueType {
    elements = List.copyOf(elements);
    if (grain < 1 || (grain > 1 && kind != Kind.INSTANT)) {
      throw new IllegalArgumentException(kind + " in steps of " + grain);
    }
  }

  /** A type whose values are any of its kind. */
  public ValueType(
      Kind kind, Class<?> javaClass, List<ValueType> elements, @Nullable Shape<?> nested) {
    this(kind, javaClass, elements, nested, 1);
  }

  ValueType withGrain(long newGrain) {
    return new ValueType(kind, javaClass, elements, nested, newGrain);
  }

  /** Whether values of both are of one type: {@code int} and {@code Integer} are. */
  public boolean sameValuesAs(ValueType other) {
    return kind == other.kind
        && elements.equals(other.elements)
        && Objects.equals(nested, other.nested)
        && (kind != Kind.ENUM || javaClass == other.javaClass);
  }

  /** As {@link Shape#describe} writes it: {@code List<String>}. */
  public String describe() {
    return ShapeText.describe(this);
  }
}
