package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;

/**
 * A part of a session as an entry: rows of a key that lie less than the gap apart. Its {@link
 * SortKey} has the key as its group, then the time of the first row; its payload the time of the
 * last, which records these are, and the states of the aggregation.
 */
final class SessionPart {
  private byte[] array = new byte[0];
  private int keyFrom;
  private int keyTo;
  private long first;
  private long last;
  private Tally tally = new Tally();
  private ByteInput states = new ByteInput(array);

  /** Writes a group of a table. */
  static void write(GroupTable groups, int slot, ByteOutput out) {
    ByteInput key = groups.key(slot);
    ByteOutput sortKey = new ByteOutput(key.remaining() + 32);
    SortKey.begin(sortKey);
    sortKey.writeBytes(key.array(), key.position(), key.remaining());
    SortKey.endGroup(sortKey);
    sortKey.writeLong(Entry.ordered(groups.firstTime(slot)));
    ByteOutput payload = new ByteOutput();
    payload.writeLong(groups.lastTime(slot));
    Tally tally = groups.tally(slot);
    payload.writeLong(tally.count());
    payload.writeLong(tally.first());
    payload.writeLong(tally.second());
    groups.writeStates(slot, payload);
    Entry.write(sortKey, payload, out);
  }

  void read(Entry entry) {
    ByteInput in = entry.sortKey();
    int length = SortKey.openGroup(in);
    array = in.array();
    keyFrom = in.position();
    in.skip(length);
    keyTo = in.position();
    first = Entry.ordered(in.readLong());
    states = entry.payload();
    last = states.readLong();
    tally = new Tally(states.readLong(), states.readLong(), states.readLong());
  }

  byte[] array() {
    return array;
  }

  int keyFrom() {
    return keyFrom;
  }

  int keyTo() {
    return keyTo;
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  Tally tally() {
    return tally;
  }

  ByteInput states() {
    return states;
  }
}
