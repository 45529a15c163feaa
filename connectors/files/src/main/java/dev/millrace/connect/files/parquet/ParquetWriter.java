package dev.millrace.connect.files.parquet;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/** Writes one file, row group by row group, component by component. */
final class ParquetWriter implements RowWriter<Object> {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final String CREATED_BY = "millrace version 0.1.0";
  private static final int MOST_ROWS = 1 << 20;

  /** The size of a row group is looked at after so many rows, wherever blocks begin and end. */
  private static final int STRIDE = 128;

  private final OutputStream out;
  private final SchemaOut schema;
  private final long rowGroupBytes;
  private final List<RowGroup> groups = new ArrayList<>();
  private long offset;
  private long rows;
  private int groupRows;
  private boolean closed;

  ParquetWriter(
      Shape<?> shape,
      ColumnNames names,
      PageCompression compression,
      long rowGroupBytes,
      OutputStream out)
      throws IOException {
    this.out = out;
    this.schema = new SchemaOut(shape, names, compression);
    this.rowGroupBytes = rowGroupBytes;
    write(MAGIC);
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes, 0, bytes.length);
    offset += bytes.length;
  }

  @Override
  public void write(Block<Object> block, Selection selected) throws IOException {
    int from = 0;
    while (from < selected.size()) {
      int to = Math.min(selected.size(), from + STRIDE - groupRows % STRIDE);
      for (int i = 0; i < schema.columns.size(); i++) {
        schema.columns.get(i).put(block, i, selected, from, to);
      }
      groupRows += to - from;
      from = to;
      if (groupRows % STRIDE == 0 && isGroupFull()) {
        endGroup();
      }
    }
  }

  private boolean isGroupFull() {
    long bytes = 0;
    for (LeafWriter leaf : schema.leaves) {
      bytes += leaf.bytes();
    }
    return bytes >= rowGroupBytes || groupRows >= MOST_ROWS;
  }

  private void endGroup() throws IOException {
    long start = offset;
    long uncompressed = 0;
    List<ColumnChunk> chunks = new ArrayList<>();
    for (LeafWriter leaf : schema.leaves) {
      ColumnChunk chunk = leaf.finish(out, offset);
      offset += chunk.getMeta_data().getTotal_compressed_size();
      uncompressed += chunk.getMeta_data().getTotal_uncompressed_size();
      chunks.add(chunk);
    }
    groups.add(
        new RowGroup(chunks, uncompressed, groupRows)
            .setFile_offset(start)
            .setTotal_compressed_size(offset - start));
    rows += groupRows;
    groupRows = 0;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (groupRows > 0) {
      endGroup();
    }
    FileMetaData meta = new FileMetaData(VERSION, schema.elements, rows, groups);
    meta.setCreated_by(CREATED_BY);
    schema.properties.forEach(
        (key, value) -> meta.addToKey_value_metadata(new KeyValue(key).setValue(value)));
    for (int i = 0; i < schema.leaves.size(); i++) {
      meta.addToColumn_orders(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
    }
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(meta, footer);
    write(footer.toByteArray());
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    write(length.putInt(footer.size()).array());
    write(MAGIC);
    out.flush();
  }
}
