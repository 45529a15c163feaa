package dev.millrace.aggregate;

import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The call that made some accumulators.
 *
 * @param parameter the number of {@link Accumulators#of}, or an edge
 */
record Origin(
    AggregateFunction function,
    Shape<?> rows,
    @Nullable Component input,
    @Nullable Object parameter) {
  /** As equals, and without a look into types: shapes of one class have the same components. */
  boolean isSameAs(Origin other) {
    return function == other.function
        && rows.equals(other.rows)
        && index() == other.index()
        && Objects.equals(parameter, other.parameter);
  }

  private int index() {
    return input == null ? -1 : input.index();
  }

  @Override
  public String toString() {
    return function.word()
        + " of "
        + rows.name()
        + (input == null ? "" : "." + input.name())
        + (parameter == null ? "" : " with " + parameter);
  }
}
