package dev.millrace.connect;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Codec;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Shape;

/**
 * What stands in front of a part's rows: {@code MROW}, the codec's version, the shape's fingerprint
 * and the number of rows.
 */
final class RowsHeader {
  private static final int MAGIC = 0x4D524F57;

  private RowsHeader() {}

  static void write(Shape<?> shape, long count, ByteOutput out) {
    out.writeInt(MAGIC);
    out.writeInt(Codec.FORMAT_VERSION);
    out.writeLong(shape.fingerprint());
    out.writeVarLong(count);
  }

  /** The number of rows that follow. */
  static long read(ByteInput in, Shape<?> shape) {
    if (in.readInt() != MAGIC) {
      throw new CorruptDataException("not a part of rows");
    }
    int version = in.readInt();
    if (version != Codec.FORMAT_VERSION) {
      throw new CorruptDataException(
          "format version " + version + ", and " + Codec.FORMAT_VERSION + " can be read");
    }
    if (in.readLong() != shape.fingerprint()) {
      throw new CorruptDataException("rows of another shape than " + shape.describe());
    }
    long count = in.readVarLong();
    if (count < 0) {
      throw new CorruptDataException("an impossible number of rows: " + count);
    }
    return count;
  }
}
