package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.Arrays;

/**
 * The sort key of what an as-of join takes from the shuffle: its key, its time, the side it came
 * from, and what orders those of one time. So the facts and the questions of a key are gone through
 * together in the order of time, and at one time the facts first. A view that is set again for each
 * entry.
 *
 * <p>Bytes, as of every {@link SortKey}: its group is the encoded key, of which the first byte says
 * whether there is one; then the time (8), the side (1), and the order (as the side writes it). All
 * compare unsigned.
 */
final class TimedKey {
  /** The side of what is noted down for a key: before all else. */
  static final int MARK = 0;

  private static final byte NO_KEY = 0;
  private static final byte KEY = 1;

  private int groupLength;
  private ByteInput encoded = new ByteInput(new byte[0]);
  private boolean hasKey;
  private long time;
  private int side;
  private ByteInput order = new ByteInput(new byte[0]);

  /**
   * Begins a sort key; the caller adds the encoded key, if there is one, and calls {@link
   * SortKey#endGroup}.
   */
  static void begin(boolean hasKey, ByteOutput out) {
    SortKey.begin(out);
    out.writeByte(hasKey ? KEY : NO_KEY);
  }

  /** Adds the time and the side; the caller adds what orders those of one time. */
  static void end(long time, int side, ByteOutput out) {
    out.writeLong(Entry.ordered(time));
    out.writeByte(side);
  }

  /** Reads the sort key of an entry. */
  void read(Entry entry) {
    ByteInput in = entry.sortKey();
    groupLength = SortKey.openGroup(in);
    hasKey = in.readByte() == KEY;
    encoded = new ByteInput(in.array(), in.position(), groupLength - 1);
    in.skip(groupLength - 1);
    time = Entry.ordered(in.readLong());
    side = in.readByte();
    order = in;
  }

  /** Bytes at the front of the sort key that all entries of one key share. */
  int prefixLength() {
    return SortKey.prefixLength(groupLength);
  }

  boolean hasKey() {
    return hasKey;
  }

  /** A copy of the encoded key. */
  byte[] bytes() {
    int from = encoded.position();
    return Arrays.copyOfRange(encoded.array(), from, from + encoded.remaining());
  }

  /** Microseconds since 1970 UTC. */
  long time() {
    return time;
  }

  int side() {
    return side;
  }

  /** What orders entries of one time and side, unread. */
  ByteInput order() {
    return order;
  }
}
