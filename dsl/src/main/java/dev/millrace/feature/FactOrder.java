package dev.millrace.feature;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;

/**
 * The place of a fact in the total order of SEMANTICS S3: event time, availability, sequence, kind,
 * hash of the payload, id. A holder that is set again for each fact; not thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // columns hold constants by their ordinal, and so does the order
public final class FactOrder {
  static final int UPSERT = ChangeKind.UPSERT.ordinal();
  static final int DELETE = ChangeKind.DELETE.ordinal();
  static final int RETRACT = ChangeKind.RETRACT.ordinal();

  private final boolean hasAvailability;
  private final boolean hasSequence;
  private final boolean hasKind;
  long time;
  long available;
  long sequence;
  int kind;
  long hashHigh;
  long hashLow;
  long idHigh;
  long idLow;

  public FactOrder(ViewDefinition view) {
    hasAvailability = view.availability() != null;
    hasSequence = view.sequence() != null;
    hasKind = view.kind() != null;
  }

  /** Event time in microseconds UTC. */
  public long time() {
    return time;
  }

  public long idHigh() {
    return idHigh;
  }

  public long idLow() {
    return idLow;
  }

  /** Writes everything but the time, as bytes that compare unsigned in the order. */
  public void write(ByteOutput out) {
    if (hasAvailability) {
      out.writeLong(available ^ Long.MIN_VALUE);
    }
    if (hasSequence) {
      out.writeLong(sequence ^ Long.MIN_VALUE);
    }
    if (hasKind) {
      out.writeByte(kind);
    }
    out.writeLong(hashHigh);
    out.writeLong(hashLow);
    out.writeLong(idHigh);
    out.writeLong(idLow);
  }

  /** Reads what {@link #write} wrote for a fact of a time. */
  public void read(long ofTime, ByteInput in) {
    time = ofTime;
    available = hasAvailability ? in.readLong() ^ Long.MIN_VALUE : ofTime;
    sequence = hasSequence ? in.readLong() ^ Long.MIN_VALUE : 0;
    kind = hasKind ? in.readByte() : UPSERT;
    hashHigh = in.readLong();
    hashLow = in.readLong();
    idHigh = in.readLong();
    idLow = in.readLong();
  }
}
