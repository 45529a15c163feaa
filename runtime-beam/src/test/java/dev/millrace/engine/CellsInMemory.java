package dev.millrace.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cells in a map, of which none but the index is written over, and none removed that is not there.
 */
final class CellsInMemory implements StateCells {
  private final Map<Long, byte[]> cells = new HashMap<>();

  @Override
  public byte @Nullable [] get(long cell) {
    return cells.get(cell);
  }

  @Override
  public void put(long cell, byte[] bytes) {
    if (cells.put(cell, bytes) != null && cell != INDEX) {
      throw new AssertionError("written over: " + cell);
    }
  }

  @Override
  public void remove(long cell) {
    if (cells.remove(cell) == null) {
      throw new AssertionError("removed, and was not there: " + cell);
    }
  }

  /** Removes a cell, and gives what was in it. */
  byte[] take(long cell) {
    byte[] bytes = Objects.requireNonNull(cells.get(cell));
    remove(cell);
    return bytes;
  }

  /** How many there are beside the index. */
  int size() {
    return cells.size() - (cells.containsKey(INDEX) ? 1 : 0);
  }
}
