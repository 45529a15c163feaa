package dev.millrace.connect.files.avro;

import dev.millrace.connect.RowWriter;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a container file. A block is closed with the record that takes it to 64 KB.
 *
 * <p>The marker between blocks is a hash of the header and of the first block as written: so equal
 * input gives equal bytes, and no value can be made to look like the marker of the file it is in.
 */
final class AvroWriter implements RowWriter<Object> {
  private static final int BLOCK_BYTES = 1 << 16;

  private final OutputStream out;
  private final RecordWriter record;
  private final BlockCodec codec;
  private final DatumOutput block = new DatumOutput();
  private final DatumOutput head = new DatumOutput();
  private long records;
  private byte @Nullable [] sync;

  AvroWriter(String schema, BlockCodec.Choice choice, RecordWriter record, OutputStream out) {
    this.out = out;
    this.record = record;
    this.codec = BlockCodec.of(choice);
    head.writeFixed(new byte[] {'O', 'b', 'j', 1}, 0, 4);
    head.writeLong(2);
    entry("avro.schema", schema);
    entry("avro.codec", choice.name());
    head.writeLong(0);
  }

  private void entry(String key, String value) {
    head.writeBytes(key.getBytes(StandardCharsets.UTF_8));
    head.writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void write(Block<Object> rows, Selection selection) throws IOException {
    record.begin(rows);
    for (int i = 0; i < selection.size(); i++) {
      int row = selection.get(i);
      int before = block.size();
      try {
        record.write(row, block);
      } catch (UnwritableException unwritable) {
        block.truncate(before);
        throw unwritable.in(rows, row, record.component());
      }
      records++;
      if (block.size() >= BLOCK_BYTES) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    byte[] bytes = block.array();
    int size = block.size();
    if (!codec.isNone()) {
      size = codec.compress(bytes, size);
      bytes = codec.bytes;
    }
    begin(bytes, size);
    head.truncate(0);
    head.writeLong(records);
    head.writeLong(size);
    out.write(head.array(), 0, head.size());
    out.write(bytes, 0, size);
    out.write(Objects.requireNonNull(sync));
    block.truncate(0);
    records = 0;
  }

  /** Writes the file's header before its first block, which it depends on. */
  private void begin(byte[] first, int size) throws IOException {
    if (sync == null) {
      MessageDigest digest = FileWindow.sha256();
      digest.update(head.array(), 0, head.size());
      digest.update(first, 0, size);
      sync = Arrays.copyOf(digest.digest(), AvroHeader.SYNC_BYTES);
      out.write(head.array(), 0, head.size());
      out.write(sync);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (records > 0) {
        flush();
      }
      begin(new byte[0], 0);
      out.flush();
    } finally {
      codec.close();
    }
  }
}
