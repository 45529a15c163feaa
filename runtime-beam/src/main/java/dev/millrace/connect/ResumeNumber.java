package dev.millrace.connect;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;

/** The resume point of a reader that counts: how many records it has given. */
final class ResumeNumber {
  private static final byte FORMAT_VERSION = 1;

  private ResumeNumber() {}

  static byte[] toBytes(long records) {
    ByteOutput out = new ByteOutput();
    out.writeByte(FORMAT_VERSION);
    out.writeVarLong(records);
    return out.toByteArray();
  }

  /** 0 for an empty resume point: from the beginning. */
  static long fromBytes(byte[] resumePoint) {
    if (resumePoint.length == 0) {
      return 0;
    }
    ByteInput in = new ByteInput(resumePoint);
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new CorruptDataException("a resume point of format " + version);
    }
    return in.readVarLong();
  }
}
