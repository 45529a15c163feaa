package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;

/**
 * The sort key of a whole row behind a shuffle: its window, its key, the side it came from, and its
 * place in the order of SEMANTICS S3 (event time, hash of the payload, id; hashes and ids
 * unsigned). A view that is set again for each entry.
 *
 * <p>Bytes, as of every {@link SortKey}: its group is the start of the window (8) and the encoded
 * key; then the side (1), the time (8), the hash (16) and the id (16). The numbers are so written
 * that all bytes compare unsigned.
 */
final class RowKey {
  /** The side of what an operator notes down for a key: before all rows. */
  static final int MARK = 0;

  private long window;
  private int groupLength;
  private int side;
  private long time;
  private long idHigh;
  private long idLow;

  /** Begins a sort key; the caller adds the encoded key and calls {@link SortKey#endGroup}. */
  static void begin(long window, ByteOutput out) {
    SortKey.begin(out);
    out.writeLong(Entry.ordered(window));
  }

  /** The side of an input's rows. */
  static int sideOf(int input) {
    return input + 1;
  }

  /** Ends a sort key with a row's side and its place in the order of its key's rows. */
  static void end(
      int side, long time, long hashHigh, long hashLow, long idHigh, long idLow, ByteOutput out) {
    out.writeByte(side);
    out.writeLong(Entry.ordered(time));
    out.writeLong(hashHigh);
    out.writeLong(hashLow);
    out.writeLong(idHigh);
    out.writeLong(idLow);
  }

  /** Reads the sort key of an entry. */
  void read(Entry entry) {
    ByteInput in = entry.sortKey();
    groupLength = SortKey.openGroup(in);
    window = Entry.ordered(in.readLong());
    in.skip(groupLength - Long.BYTES);
    side = in.readByte();
    time = Entry.ordered(in.readLong());
    in.readLong();
    in.readLong();
    idHigh = in.readLong();
    idLow = in.readLong();
  }

  /** Bytes at the front of the sort key that rows of one window and key share. */
  int prefixLength() {
    return SortKey.prefixLength(groupLength);
  }

  long window() {
    return window;
  }

  int side() {
    return side;
  }

  /** Microseconds since 1970 UTC. */
  long time() {
    return time;
  }

  long idHigh() {
    return idHigh;
  }

  long idLow() {
    return idLow;
  }
}
