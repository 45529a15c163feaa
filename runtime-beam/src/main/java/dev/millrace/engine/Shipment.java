package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;

/**
 * What a stage of a stream sends on: a receipt for the publisher, or packed partial aggregates for
 * the shuffle. Its bytes travel between steps and in checkpoints.
 *
 * @param target the name of the barrier it is packed for; {@link #RECEIPT}
 * @param span the window of the runner that it belongs to
 * @param group of the shuffle; the unit's publisher has one
 * @param payload as {@link GroupMerge} or {@link Receipt} reads it
 */
@SuppressWarnings("ArrayRecordComponent")
public record Shipment(String target, TimeSpan span, int group, byte[] payload) {
  /** The target of receipts. */
  public static final String RECEIPT = "";

  private static final byte FORMAT_VERSION = 2;

  /** What was done for a unit, for its publisher. */
  public static Shipment receipt(Units units, long unit, Receipt receipt) {
    return new Shipment(RECEIPT, units.span(unit), 0, receipt.toJson());
  }

  public byte[] toBytes() {
    ByteOutput out = new ByteOutput(payload.length + 32);
    out.writeByte(FORMAT_VERSION);
    out.writeString(target);
    out.writeSignedVarLong(span.startMillis());
    out.writeSignedVarLong(span.endMillis());
    out.writeVarLong(group);
    out.writeBytes(payload, 0, payload.length);
    return out.toByteArray();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static Shipment fromBytes(byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw StateLayout.ofAnotherFormat("a shipment", version, FORMAT_VERSION);
    }
    String target = in.readString();
    TimeSpan span = new TimeSpan(in.readSignedVarLong(), in.readSignedVarLong());
    int group = (int) in.readVarLong();
    byte[] payload = new byte[in.remaining()];
    System.arraycopy(in.array(), in.position(), payload, 0, payload.length);
    return new Shipment(target, span, group, payload);
  }
}
