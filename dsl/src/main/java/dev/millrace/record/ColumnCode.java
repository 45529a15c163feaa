package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/** Takes one component out of row objects, compiled for it: see {@link ColumnTemplate}. */
abstract class ColumnCode {
  /**
   * @throws NullPointerException when a component that is not nullable is null, naming it
   */
  abstract Column extract(@Nullable Object[] rows, Selection live);
}
