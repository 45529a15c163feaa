package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

  /** All of them by their numbers, each with its bytes. */
  byte[] toBytes() {
    ByteOutput out = new ByteOutput();
    new TreeMap<>(cells)
        .forEach(
            (cell, bytes) -> {
              out.writeLong(cell);
              out.writeByteArray(bytes);
            });
    return out.toByteArray();
  }

  /** Reads what {@link #toBytes} wrote. */
  static CellsInMemory fromBytes(byte[] bytes) {
    CellsInMemory read = new CellsInMemory();
    ByteInput in = new ByteInput(bytes);
    while (!in.isAtEnd()) {
      long cell = in.readLong();
      read.put(cell, in.readByteArray());
    }
    return read;
  }

  /** How many there are beside the index. */
  int size() {
    return cells.size() - (cells.containsKey(INDEX) ? 1 : 0);
  }
}
