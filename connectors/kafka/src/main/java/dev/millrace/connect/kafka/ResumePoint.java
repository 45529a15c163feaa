package dev.millrace.connect.kafka;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;

/**
 * Where a reader of a partition stands, as checkpoints and savepoints keep it.
 *
 * @param topicId Kafka's id of the topic whose offset it is; empty where nobody has asked yet
 * @param offset of the message to read next
 */
record ResumePoint(String topicId, long offset) {
  private static final byte FORMAT_VERSION = 2;

  byte[] toBytes() {
    ByteOutput out = new ByteOutput(40);
    out.writeByte(FORMAT_VERSION);
    out.writeString(topicId);
    out.writeVarLong(offset);
    return out.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws CorruptDataException when it is something else
   */
  static ResumePoint fromBytes(byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new CorruptDataException(
          "the savepoint has a topic's resume point in format "
              + version
              + ", and "
              + FORMAT_VERSION
              + " is read: go on with the version of Millrace that wrote it, or begin a new run,"
              + " without the savepoint");
    }
    return new ResumePoint(in.readString(), in.readVarLong());
  }
}
