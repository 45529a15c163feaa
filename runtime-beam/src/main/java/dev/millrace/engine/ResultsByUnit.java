package dev.millrace.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Rows on their way into the stage behind a grouping, by the unit they are published in. */
final class ResultsByUnit<R extends Results> {
  private final Stage stage;
  private final int blockRows;
  private final Supplier<R> empty;
  private final Map<Long, R> open = new TreeMap<>();

  ResultsByUnit(Stage stage, int blockRows, Supplier<R> empty) {
    this.stage = stage;
    this.blockRows = blockRows;
    this.empty = empty;
  }

  /** Where the next row of a unit goes; what is full has been pushed. */
  R of(long unit) {
    R results = open.computeIfAbsent(unit, key -> empty.get());
    if (results.size() >= blockRows) {
      stage.acceptNew(results.take(), unit);
    }
    return results;
  }

  /** Pushes all rows. */
  void push() {
    open.forEach(
        (unit, results) -> {
          if (results.size() > 0) {
            stage.acceptNew(results.take(), unit);
          }
        });
    open.clear();
  }
}
