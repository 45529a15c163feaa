package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/**
 * A resolved column: a component of a shape, found from an accessor reference.
 *
 * @param <T> the element type
 * @param <V> the component's type
 */
@SuppressWarnings("UnusedTypeParameter") // V keeps an aggregation of a column to its type
public final class ColumnRef<T, V extends @Nullable Object> {
  private final Shape<T> shape;
  private final Component component;

  private ColumnRef(Shape<T> shape, Component component) {
    this.shape = shape;
    this.component = component;
  }

  /**
   * Finds the component that {@code field} refers to.
   *
   * @throws ColumnException when it is a lambda, a static helper, a bound receiver, or a method
   *     that is no component
   */
  public static <T, V extends @Nullable Object> ColumnRef<T, V> of(
      Shape<T> shape, Field<T, V> field) {
    return new ColumnRef<>(shape, ColumnResolution.resolve(shape, field));
  }

  public Shape<T> shape() {
    return shape;
  }

  public Component component() {
    return component;
  }

  /** {@code InvoiceLine.unitPrice}. */
  @Override
  public String toString() {
    return shape.name() + "." + component.name();
  }
}
