package dev.millrace.connect.files.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about itself, checked against its size. Its memory is a small multiple of the
 * footer's bytes.
 *
 * @param bytes the footer as it stands in the file, with what closes the file
 * @param properties the file's key-value metadata
 * @param leaves the columns, by place
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Footer(
    long fileBytes,
    byte[] bytes,
    SchemaNode root,
    List<SchemaNode> leaves,
    Map<String, String> properties,
    List<Group> groups) {
  /** A footer longer than this is refused: 64 MB. */
  static final int LONGEST = 64 << 20;

  private static final int TAIL = 8;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

  /**
   * A row group.
   *
   * @param firstRow its first row's place in the file, from 0
   */
  record Group(long firstRow, long rows, List<Chunk> chunks) {
    /** The byte at which the first of its chunks starts. */
    long start() {
      return chunks.stream().mapToLong(Chunk::start).min().orElse(0);
    }
  }

  /**
   * A column of a row group.
   *
   * @param values entries, with nulls and empty lists
   */
  record Chunk(
      long start,
      long bytes,
      long values,
      CompressionCodec codec,
      @Nullable Statistics statistics) {}

  /** A file that is Parquet, but not for this reader. */
  static final class EncryptedException extends IOException {
    private static final long serialVersionUID = 1L;

    EncryptedException() {
      super("the file is encrypted");
    }
  }

  /**
   * @throws DamagedParquetException without a place, when this is no Parquet file
   */
  static Footer read(Path file) throws IOException {
    try (FileBytes in = FileBytes.open(file)) {
      return read(in);
    }
  }

  static Footer read(FileBytes in) throws IOException {
    long size = in.size();
    if (size < MAGIC.length + TAIL) {
      throw new DamagedParquetException("a file of " + size + " bytes is no Parquet file");
    }
    byte[] tail = new byte[TAIL];
    in.read(size - TAIL, tail, 0, TAIL);
    if (Arrays.equals(tail, 4, 8, ENCRYPTED, 0, 4)) {
      throw new EncryptedException();
    }
    if (!Arrays.equals(tail, 4, 8, MAGIC, 0, 4)) {
      throw new DamagedParquetException(
          "it does not end in PAR1, so it is no Parquet file, or cut");
    }
    long length = Bits.intAt(tail, 0) & 0xFFFFFFFFL;
    if (length > size - TAIL - MAGIC.length || length > LONGEST) {
      throw new DamagedParquetException("its footer cannot be " + length + " bytes long");
    }
    byte[] bytes = new byte[(int) length + TAIL];
    in.read(size - bytes.length, bytes, 0, bytes.length);
    return new Reading(size, bytes, Thrift.footer(bytes, 0, (int) length)).footer();
  }

  /** Rows of the file. */
  long rows() {
    return groups.isEmpty()
        ? 0
        : groups.get(groups.size() - 1).firstRow + groups.get(groups.size() - 1).rows;
  }

  /** From thrift's structures to ours, with every number looked at. */
  private record Reading(long fileBytes, byte[] bytes, FileMetaData meta) {
    Footer footer() throws DamagedParquetException {
      SchemaNode root = SchemaNode.tree(meta.getSchema());
      List<SchemaNode> leaves = new ArrayList<>();
      addLeaves(root, leaves);
      Map<String, String> properties = new HashMap<>();
      if (meta.isSetKey_value_metadata()) {
        meta.getKey_value_metadata()
            .forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
      }
      List<Group> groups = new ArrayList<>();
      long firstRow = 0;
      for (RowGroup group : meta.getRow_groups()) {
        try {
          groups.add(group(firstRow, group, leaves));
        } catch (DamagedParquetException e) {
          throw new DamagedParquetException("row group " + groups.size() + ": " + e.getMessage());
        }
        firstRow += group.getNum_rows();
        if (firstRow < 0 || firstRow > Long.MAX_VALUE / 2) {
          throw new DamagedParquetException("the counts of rows add up to more than there can be");
        }
      }
      if (firstRow != meta.getNum_rows()) {
        throw new DamagedParquetException(
            "it says that it has "
                + meta.getNum_rows()
                + " rows, and its row groups have "
                + firstRow);
      }
      return new Footer(fileBytes, bytes, root, leaves, properties, groups);
    }

    private static void addLeaves(SchemaNode node, List<SchemaNode> leaves) {
      if (!node.isGroup()) {
        leaves.add(node);
      }
      node.children().forEach(child -> addLeaves(child, leaves));
    }

    private Group group(long firstRow, RowGroup group, List<SchemaNode> leaves)
        throws DamagedParquetException {
      if (group.getNum_rows() < 0 || group.getColumnsSize() != leaves.size()) {
        throw new DamagedParquetException(
            group.getNum_rows()
                + " rows and "
                + group.getColumnsSize()
                + " columns, where the schema has "
                + leaves.size());
      }
      List<Chunk> chunks = new ArrayList<>(leaves.size());
      for (SchemaNode leaf : leaves) {
        chunks.add(chunk(group.getColumns().get(leaf.leaf()), leaf, group.getNum_rows()));
      }
      return new Group(firstRow, group.getNum_rows(), chunks);
    }

    private Chunk chunk(ColumnChunk column, SchemaNode leaf, long rows)
        throws DamagedParquetException {
      if (column.isSetFile_path() || !column.isSetMeta_data()) {
        throw new DamagedParquetException(
            "column " + leaf.path() + " lies elsewhere or is encrypted");
      }
      ColumnMetaData meta = column.getMeta_data();
      long start = start(meta);
      long size = meta.getTotal_compressed_size();
      if (start < MAGIC.length || size < 0 || size > fileBytes - bytes.length - start) {
        throw new DamagedParquetException(
            "column " + leaf.path() + " cannot be " + size + " bytes at byte " + start);
      }
      Type type = meta.getType();
      boolean flat = leaf.repetition() == 0;
      if (type != leaf.physical()
          || (flat ? meta.getNum_values() != rows : meta.getNum_values() < rows)) {
        throw new DamagedParquetException(
            "column " + leaf.path() + " has " + meta.getNum_values() + " values of type " + type);
      }
      return new Chunk(
          start, size, meta.getNum_values(), meta.getCodec(), statistics(meta, leaf.leaf()));
    }

    /** Without the order of a column, or in one that is not known, its bounds mean nothing. */
    private @Nullable Statistics statistics(ColumnMetaData chunk, int leaf) {
      Statistics statistics = chunk.getStatistics();
      boolean isOrdered =
          leaf < meta.getColumn_ordersSize() && meta.getColumn_orders().get(leaf).isSetTYPE_ORDER();
      if (statistics != null && !isOrdered) {
        statistics.unsetMin_value();
        statistics.unsetMax_value();
      }
      return statistics;
    }

    /** Some writers say 0, and some a later byte, where there is no dictionary. */
    private static long start(ColumnMetaData meta) {
      long data = meta.getData_page_offset();
      long dictionary = meta.isSetDictionary_page_offset() ? meta.getDictionary_page_offset() : 0;
      return dictionary > 0 && dictionary < data ? dictionary : data;
    }
  }
}
