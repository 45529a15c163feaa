package dev.millrace.record;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A column: an accessor reference such as {@code InvoiceLine::unitPrice}, never a lambda.
 *
 * <p>The name is read from the reference once, when the graph is built; it is not called per row.
 *
 * @param <T> the element type that has the component
 * @param <V> the component's type, boxed where it is primitive
 */
@FunctionalInterface
public interface Field<T, V extends @Nullable Object> extends Serializable {
  V get(T row);
}
