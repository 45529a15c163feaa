package dev.millrace.feature;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.Arrays;

/**
 * What is remembered of a key's facts that have left its history, for the statuses EXPIRED and
 * DELETED: for each condition, when the newest fact that satisfied it happened, and whether a
 * delete came behind it; and when the last delete was, for facts that come late.
 */
final class Departed {
  static final long NEVER = Long.MIN_VALUE;

  /** The first for all facts, then one for each condition. */
  private final long[] newest;

  private final boolean[] deleted;
  private long lastDelete = NEVER;

  Departed(int conditions) {
    newest = new long[conditions + 1];
    deleted = new boolean[conditions + 1];
    Arrays.fill(newest, NEVER);
  }

  /**
   * Takes the next fact, in the order of SEMANTICS S3; or one that came late, before others. One
   * that came late and is of the very microsecond of another is taken to be behind it.
   */
  void take(FactTable table, int fact) {
    long time = table.time[fact];
    if (table.isDelete(fact)) {
      takeDelete(time);
    } else if (table.isUpsert(fact)) {
      for (int i = 0; i < newest.length; i++) {
        if (time >= newest[i] && table.meets(fact, i - 1)) {
          newest[i] = time;
          deleted[i] = time < lastDelete;
        }
      }
    }
  }

  private void takeDelete(long time) {
    lastDelete = Math.max(lastDelete, time);
    for (int i = 0; i < newest.length; i++) {
      deleted[i] |= time >= newest[i];
    }
  }

  /** The event time of the newest fact that satisfied a condition; {@link #NEVER} for none. */
  long newest(int condition) {
    return newest[condition + 1];
  }

  boolean isDeleted(int condition) {
    return deleted[condition + 1];
  }

  /** The event time of the newest fact of all. */
  long newest() {
    return newest[0];
  }

  /** Whether a fact of this time, which came late, was deleted. */
  boolean isDeletedAfter(long time) {
    return time < lastDelete;
  }

  /** The event time of the last fact or delete of all. */
  long last() {
    return Math.max(newest(), lastDelete);
  }

  void write(ByteOutput out) {
    out.writeLong(lastDelete);
    for (int i = 0; i < newest.length; i++) {
      out.writeLong(newest[i]);
      out.writeByte(deleted[i] ? 1 : 0);
    }
  }

  static Departed read(int conditions, ByteInput in) {
    Departed departed = new Departed(conditions);
    departed.lastDelete = in.readLong();
    for (int i = 0; i < departed.newest.length; i++) {
      departed.newest[i] = in.readLong();
      departed.deleted[i] = in.readByte() != 0;
    }
    return departed;
  }
}
