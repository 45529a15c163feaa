package dev.millrace.engine;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way into the stage behind a grouping, by the unit they are published in. Blocks of
 * a unit are pushed as they become full, behind those of older units, and the rest by {@link
 * #push}: rows that come in the order of their units are pushed in it. Not thread-safe.
 */
final class ResultsByUnit<R extends Results> {
  private final Stage stage;
  private final int blockRows;
  private final Supplier<R> empty;
  private final NavigableMap<Long, R> open = new TreeMap<>();

  /** Those of {@code lastUnit}: rows of one unit mostly come together. */
  private @Nullable R last;

  private long lastUnit;

  /**
   * @param stage its entry is the grouping
   * @param blockRows most rows in a block
   */
  ResultsByUnit(Stage stage, int blockRows, Supplier<R> empty) {
    this.stage = stage;
    this.blockRows = blockRows;
    this.empty = empty;
  }

  /** Where the next row of a unit goes; what is full has been pushed. */
  R of(long unit) {
    R results = last;
    if (results == null || lastUnit != unit) {
      results = open.computeIfAbsent(unit, key -> empty.get());
      last = results;
      lastUnit = unit;
    }
    if (results.size() >= blockRows) {
      push(open.headMap(unit, true));
    }
    return results;
  }

  /** Pushes all rows, oldest unit first. */
  void push() {
    push(open);
    open.clear();
    last = null;
  }

  private void push(NavigableMap<Long, R> units) {
    units.forEach(
        (unit, results) -> {
          if (results.size() > 0) {
            stage.acceptNew(results.take(), unit);
          }
        });
  }
}
