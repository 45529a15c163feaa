package dev.millrace.aggregate;

import dev.millrace.record.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Written states of {@link DistinctValues}, merged as streams: a group with more values than memory
 * has room for is written in parts, and its result found from those. Memory: one value for each
 * state.
 *
 * <p>A state is one byte for its form and the values in ascending order, so that none occurs twice:
 *
 * <ul>
 *   <li>0: no values.
 *   <li>1: numbers of 64 bits, signed: the first, zigzag and variable-length; then by how much each
 *       is greater than the one before, unsigned and variable-length; then 0.
 *   <li>2: bytes, unsigned: for each value its length plus one, variable-length, and the bytes;
 *       then 0.
 *   <li>3 and 4: as 1 and 2, and behind each value how often it was there, variable-length.
 * </ul>
 */
final class SortedDistinct {
  static final byte EMPTY = 0;
  static final byte NUMBERS = 1;
  static final byte BYTES = 2;

  /** What the form of states with counts is greater by. */
  static final byte COUNTED = 2;

  private SortedDistinct() {}

  /** Takes the values that states hold together, one by one, ascending. */
  interface Visitor {
    /**
     * @param value at it; moves on afterwards
     * @param times how often it was there; how many states have it, where they have no counts
     */
    void visit(Cursor value, long times);
  }

  /**
   * Visits the different values that some states of one aggregation hold together. Reads from each
   * stream one state, byte by byte and not a byte further: give streams that are buffered.
   *
   * @param form of the states, unless they are empty
   * @return how many values they are
   * @throws CorruptDataException when a stream does not hold such a state
   */
  static long merge(byte form, List<? extends InputStream> states, Visitor visitor)
      throws IOException {
    PriorityQueue<Cursor> cursors = new PriorityQueue<>(Math.max(1, states.size()));
    open(form, states, cursors);
    long different = 0;
    while (!cursors.isEmpty()) {
      Cursor least = cursors.remove();
      long times = least.times;
      while (!cursors.isEmpty() && cursors.element().compareTo(least) == 0) {
        Cursor same = cursors.remove();
        times += same.times;
        proceed(same, cursors);
      }
      visitor.visit(least, times);
      different++;
      proceed(least, cursors);
    }
    return different;
  }

  /** Puts the states that are not empty at their first value. */
  private static void open(
      byte form, List<? extends InputStream> states, PriorityQueue<Cursor> cursors)
      throws IOException {
    boolean counted = form > BYTES;
    boolean numbers = form == NUMBERS || form == NUMBERS + COUNTED;
    for (InputStream state : states) {
      byte read = readByte(state);
      if (read == form) {
        Cursor cursor = numbers ? new Numbers(state, counted) : new Values(state, counted);
        cursor.start();
        cursor.readTimes();
        cursors.add(cursor);
      } else if (read != EMPTY) {
        throw new CorruptDataException("a state of form " + read + " where one of " + form + " is");
      }
    }
  }

  private static void proceed(Cursor cursor, PriorityQueue<Cursor> cursors) throws IOException {
    if (cursor.next()) {
      cursor.readTimes();
      cursors.add(cursor);
    }
  }

  /**
   * The number that lies a step above another.
   *
   * @param step unsigned
   * @throws CorruptDataException when there is no such number
   */
  static long above(long number, long step) {
    long next = number + step;
    if (step != 0 && next <= number) {
      throw new CorruptDataException("distinct numbers go on beyond the greatest");
    }
    return next;
  }

  private static byte readByte(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new CorruptDataException("distinct values end early");
    }
    return (byte) next;
  }

  /** As {@link dev.millrace.record.ByteInput#readVarLong}. */
  private static long readVarLong(InputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = readByte(in);
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CorruptDataException("a variable-length number is longer than ten bytes");
  }

  /** A state and the value of it that is next in the merged order. */
  abstract static sealed class Cursor implements Comparable<Cursor> {
    final InputStream in;
    private final boolean counted;
    private long times = 1;

    private Cursor(InputStream in, boolean counted) {
      this.in = in;
      this.counted = counted;
    }

    /** The value; only where states hold numbers. */
    long number() {
      throw new CorruptDataException("a state of numbers is expected");
    }

    /** A copy of the value; only where states hold bytes. */
    byte[] bytes() {
      throw new CorruptDataException("a state of bytes is expected");
    }

    /** Goes to the first value. */
    abstract void start() throws IOException;

    /** Goes to the next value; false at the end. */
    abstract boolean next() throws IOException;

    private void readTimes() throws IOException {
      if (counted) {
        times = DistinctValues.requireCount(readVarLong(in), "a state");
      }
    }
  }

  private static final class Numbers extends Cursor {
    private long value;

    Numbers(InputStream in, boolean counted) {
      super(in, counted);
    }

    @Override
    long number() {
      return value;
    }

    @Override
    void start() throws IOException {
      long zigzag = readVarLong(in);
      value = (zigzag >>> 1) ^ -(zigzag & 1);
    }

    @Override
    boolean next() throws IOException {
      long step = readVarLong(in);
      value = above(value, step);
      return step != 0;
    }

    @Override
    public int compareTo(Cursor other) {
      return Long.compare(value, ((Numbers) other).value);
    }
  }

  private static final class Values extends Cursor {
    private byte[] value = new byte[0];
    private int length;
    private byte[] before = new byte[0];

    Values(InputStream in, boolean counted) {
      super(in, counted);
    }

    @Override
    byte[] bytes() {
      return Arrays.copyOf(value, length);
    }

    @Override
    void start() throws IOException {
      if (!next()) {
        throw new CorruptDataException("no distinct value where one was announced");
      }
    }

    @Override
    boolean next() throws IOException {
      long announced = readVarLong(in) - 1;
      if (announced < -1 || announced > Integer.MAX_VALUE - 8) {
        throw new CorruptDataException("a distinct value of " + announced + " bytes");
      }
      if (announced < 0) {
        return false;
      }
      byte[] swapped = before;
      int beforeLength = length;
      before = value;
      value = swapped;
      length = (int) announced;
      read();
      if (Arrays.compareUnsigned(before, 0, beforeLength, value, 0, length) >= 0) {
        throw new CorruptDataException("distinct values out of order");
      }
      return true;
    }

    /** Reads the value; memory grows with the bytes that come, not with those announced. */
    private void read() throws IOException {
      int got;
      if (length <= value.length) {
        got = in.readNBytes(value, 0, length);
      } else {
        value = in.readNBytes(length);
        got = value.length;
      }
      if (got < length) {
        throw new CorruptDataException("distinct values end early");
      }
    }

    @Override
    public int compareTo(Cursor other) {
      Values values = (Values) other;
      return Arrays.compareUnsigned(value, 0, length, values.value, 0, values.length);
    }
  }
}
