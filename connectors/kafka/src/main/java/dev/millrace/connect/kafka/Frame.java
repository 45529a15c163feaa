package dev.millrace.connect.kafka;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a record came with beside its value, as a rejection keeps it: {@code KAF}, a version, and
 * the bytes as they came.
 *
 * @param timestamp in milliseconds since 1970 UTC
 * @param isTombstone whether there was no value at all
 */
@SuppressWarnings("ArrayRecordComponent")
record Frame(long timestamp, boolean isTombstone, byte @Nullable [] key, Headers headers) {
  private static final byte[] MAGIC = {'K', 'A', 'F'};
  private static final byte FORMAT_VERSION = 1;

  static byte[] pack(ConsumerRecord<byte[], byte[]> record) {
    ByteOutput out = new ByteOutput();
    out.writeBytes(MAGIC, 0, MAGIC.length);
    out.writeByte(FORMAT_VERSION);
    out.writeLong(record.timestamp());
    out.writeByte((byte) (record.value() == null ? 1 : 0));
    write(out, record.key());
    Header[] headers = record.headers().toArray();
    out.writeVarLong(headers.length);
    for (Header header : headers) {
      out.writeString(header.key());
      write(out, header.value());
    }
    return out.toByteArray();
  }

  private static void write(ByteOutput out, byte @Nullable [] bytes) {
    out.writeByte((byte) (bytes == null ? 0 : 1));
    if (bytes != null) {
      out.writeByteArray(bytes);
    }
  }

  /**
   * Empty for what is no frame of this connector's.
   *
   * @throws IOException when another release packed it, in a form that this one does not read
   */
  static Optional<Frame> unpack(byte @Nullable [] packed) throws IOException {
    if (packed == null
        || packed.length <= MAGIC.length
        || Arrays.mismatch(packed, 0, MAGIC.length, MAGIC, 0, MAGIC.length) >= 0) {
      return Optional.empty();
    }
    ByteInput in = new ByteInput(packed, MAGIC.length, packed.length - MAGIC.length);
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new IOException(
          "what a rejected message came with is in format "
              + version
              + ", and this release reads format "
              + FORMAT_VERSION
              + ": another release wrote it");
    }
    long timestamp = in.readLong();
    boolean isTombstone = in.readByte() == 1;
    byte[] key = read(in);
    Headers headers = new RecordHeaders();
    for (int i = in.readLength(); i > 0; i--) {
      String name = in.readString();
      headers.add(name, read(in));
    }
    return Optional.of(new Frame(timestamp, isTombstone, key, headers));
  }

  private static byte @Nullable [] read(ByteInput in) {
    return in.readByte() == 0 ? null : in.readByteArray();
  }
}
