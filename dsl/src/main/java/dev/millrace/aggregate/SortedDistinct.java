package dev.millrace.aggregate;

import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Written states of {@code COUNT_DISTINCT}, merged as streams: a group with more values than memory
 * has room for is written in parts, and counted from those. Memory: one value for each state.
 *
 * <p>A state is one byte for its form and the values in ascending order, so that none occurs twice:
 *
 * <ul>
 *   <li>0: no values.
 *   <li>1: numbers of 64 bits, signed: the first, zigzag and variable-length; then by how much each
 *       is greater than the one before, unsigned and variable-length; then 0.
 *   <li>2: bytes, unsigned: for each value its length plus one, variable-length, and the bytes;
 *       then 0.
 * </ul>
 */
public final class SortedDistinct {
  static final byte EMPTY = 0;
  static final byte NUMBERS = 1;
  static final byte BYTES = 2;

  private static final int BUFFER = 8192;

  private SortedDistinct() {}

  /**
   * How many different values some states of one aggregation hold together. Reads from each stream
   * one state, byte by byte and not a byte further: give streams that are buffered.
   *
   * @throws CorruptDataException when a stream does not hold such a state
   */
  public static long count(List<? extends InputStream> states) throws IOException {
    return merge(states, OutputStream.nullOutputStream());
  }

  /**
   * Writes the state that holds what some states of one aggregation hold together: the same bytes
   * that accumulators would write that had merged them. Reads like {@link #count}, and returns that
   * count.
   *
   * @throws CorruptDataException when a stream does not hold such a state; part of the merged one
   *     may be written then
   */
  public static long merge(List<? extends InputStream> states, OutputStream into)
      throws IOException {
    PriorityQueue<Cursor> cursors = new PriorityQueue<>(Math.max(1, states.size()));
    byte form = open(states, cursors);
    ByteOutput out = new ByteOutput(BUFFER + 64);
    out.writeByte(form);
    long count = 0;
    long before = 0;
    while (!cursors.isEmpty()) {
      Cursor least = cursors.remove();
      before = least.append(out, count == 0, before);
      count++;
      while (!cursors.isEmpty() && cursors.element().compareTo(least) == 0) {
        proceed(cursors.remove(), cursors);
      }
      proceed(least, cursors);
      if (out.size() >= BUFFER) {
        flush(out, into);
      }
    }
    if (form != EMPTY) {
      out.writeVarLong(0);
    }
    flush(out, into);
    return count;
  }

  /** Puts the states that are not empty at their first value; the form that they share. */
  private static byte open(List<? extends InputStream> states, PriorityQueue<Cursor> cursors)
      throws IOException {
    byte shared = EMPTY;
    for (InputStream state : states) {
      byte form = readByte(state);
      if (form < EMPTY || form > BYTES || (form != EMPTY && shared != EMPTY && form != shared)) {
        throw new CorruptDataException("a state of form " + form + " beside one of form " + shared);
      }
      if (form != EMPTY) {
        shared = form;
        Cursor cursor = form == NUMBERS ? new Numbers(state) : new Values(state);
        cursor.start();
        cursors.add(cursor);
      }
    }
    return shared;
  }

  private static void proceed(Cursor cursor, PriorityQueue<Cursor> cursors) throws IOException {
    if (cursor.next()) {
      cursors.add(cursor);
    }
  }

  private static void flush(ByteOutput out, OutputStream into) throws IOException {
    into.write(out.array(), 0, out.size());
    out.clear();
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
  private abstract static class Cursor implements Comparable<Cursor> {
    final InputStream in;

    Cursor(InputStream in) {
      this.in = in;
    }

    /** Goes to the first value. */
    abstract void start() throws IOException;

    /** Goes to the next value; false at the end. */
    abstract boolean next() throws IOException;

    /** Writes the value after one that was written; what to hand over as that the next time. */
    abstract long append(ByteOutput out, boolean first, long before);
  }

  private static final class Numbers extends Cursor {
    private long value;

    Numbers(InputStream in) {
      super(in);
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
    long append(ByteOutput out, boolean first, long before) {
      if (first) {
        out.writeSignedVarLong(value);
      } else {
        out.writeVarLong(value - before);
      }
      return value;
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

    Values(InputStream in) {
      super(in);
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
    long append(ByteOutput out, boolean first, long last) {
      out.writeVarLong(length + 1L);
      out.writeBytes(value, 0, length);
      return 0;
    }

    @Override
    public int compareTo(Cursor other) {
      Values values = (Values) other;
      return Arrays.compareUnsigned(value, 0, length, values.value, 0, values.length);
    }
  }
}
