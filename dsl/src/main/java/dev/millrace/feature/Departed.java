package dev.millrace.feature;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.Arrays;

/**
 * What is remembered of a key's facts that have left its history, for the statuses EXPIRED and
 * DELETED: for each condition, when the newest fact that satisfied it happened, and whether a
 * delete came behind it.
 */
final class Departed {
  static final long NEVER = Long.MIN_VALUE;

  /** The first for all facts, then one for each condition. */
  private final long[] newest;

  private final boolean[] deleted;

  Departed(int conditions) {
    newest = new long[conditions + 1];
    deleted = new boolean[conditions + 1];
    Arrays.fill(newest, NEVER);
  }

  /** Takes the next fact, in the order of SEMANTICS S3; or one that came late, before others. */
  void take(FactTable table, int fact) {
    long time = table.time[fact];
    for (int i = 0; i < newest.length; i++) {
      if (time >= newest[i]) {
        if (table.isDelete(fact)) {
          deleted[i] = true;
        } else if (table.isUpsert(fact) && table.meets(fact, i - 1)) {
          newest[i] = time;
          deleted[i] = false;
        }
      }
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

  void write(ByteOutput out) {
    for (int i = 0; i < newest.length; i++) {
      out.writeLong(newest[i]);
      out.writeByte(deleted[i] ? 1 : 0);
    }
  }

  static Departed read(int conditions, ByteInput in) {
    Departed departed = new Departed(conditions);
    for (int i = 0; i < departed.newest.length; i++) {
      departed.newest[i] = in.readLong();
      departed.deleted[i] = in.readByte() != 0;
    }
    return departed;
  }
}
