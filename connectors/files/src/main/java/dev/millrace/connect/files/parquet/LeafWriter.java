package dev.millrace.connect.files.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;

/**
 * One column of a row group being written: pages of about 1 MB or 20,000 rows, whichever is first,
 * with a dictionary where that is smaller. Where pages end depends on the values alone.
 */
final class LeafWriter {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int PAGE_ROWS = 20_000;
  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
          .withDictionaryPageSize(PAGE_BYTES)
          .build();

  private final SchemaNode leaf;
  private final Type type;
  private final ColumnDescriptor descriptor;
  private final PageCompression compression;
  private final RunLengthBitPackingHybridEncoder repetitions;
  private final RunLengthBitPackingHybridEncoder definitions;
  private final CRC32 crc = new CRC32();
  private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
  private final TreeSet<Encoding> encodings = new TreeSet<>();
  private ValuesWriter values;
  private ChunkBounds bounds;
  private long entries;
  private long uncompressed;
  private int pageEntries;
  private int pageRows;
  private long pageBytes;

  LeafWriter(SchemaNode leaf, ColumnDescriptor descriptor, PageCompression compression) {
    this.leaf = leaf;
    this.type = java.util.Objects.requireNonNull(leaf.physical());
    this.descriptor = descriptor;
    this.compression = compression;
    this.repetitions = levels(leaf.repetition());
    this.definitions = levels(leaf.definition());
    this.values = PROPERTIES.newValuesWriter(descriptor);
    this.bounds = new ChunkBounds(type);
  }

  private static RunLengthBitPackingHybridEncoder levels(int greatest) {
    return new RunLengthBitPackingHybridEncoder(
        BytesUtils.getWidthFromMaxInt(greatest), 64, PAGE_BYTES, new HeapByteBufferAllocator());
  }

  /** Bytes that wait to be written, roughly; the same for the same values. */
  long bytes() {
    return pages.size() + pageBytes;
  }

  void putNull(int repetition, int definition) throws IOException {
    level(repetition, definition, 1);
    bounds.addNull();
  }

  /** For BOOLEAN, INT32 and INT64. */
  void putLong(long value, int repetition) throws IOException {
    level(repetition, leaf.definition(), Long.BYTES);
    switch (type) {
      case BOOLEAN -> values.writeBoolean(value != 0);
      case INT32 -> values.writeInteger((int) value);
      default -> values.writeLong(value);
    }
    bounds.add(value);
  }

  /** For FLOAT and DOUBLE. */
  void putDouble(double value, int repetition) throws IOException {
    level(repetition, leaf.definition(), Double.BYTES);
    if (type == Type.FLOAT) {
      values.writeFloat((float) value);
    } else {
      values.writeDouble(value);
    }
    bounds.add(value);
  }

  /** For BYTE_ARRAY; the array is given away. */
  void putBytes(byte[] value, int repetition) throws IOException {
    level(repetition, leaf.definition(), Integer.BYTES + value.length);
    values.writeBytes(Binary.fromConstantByteArray(value));
    bounds.add(value);
  }

  private void level(int repetition, int definition, int bytes) throws IOException {
    if (repetition == 0) {
      if (pageRows == PAGE_ROWS || pageBytes >= PAGE_BYTES) {
        endPage();
      }
      pageRows++;
    }
    if (leaf.repetition() > 0) {
      repetitions.writeInt(repetition);
    }
    if (leaf.definition() > 0) {
      definitions.writeInt(definition);
    }
    pageEntries++;
    pageBytes += bytes;
  }

  private void endPage() throws IOException {
    List<BytesInput> parts = new ArrayList<>();
    addLevels(leaf.repetition(), repetitions, parts);
    addLevels(leaf.definition(), definitions, parts);
    parts.add(values.getBytes());
    byte[] page = bytes(BytesInput.concat(parts));
    Encoding encoding = Encoding.valueOf(values.getEncoding().name());
    PageHeader header = header(PageType.DATA_PAGE, page);
    header.setData_page_header(
        new DataPageHeader(pageEntries, encoding, Encoding.RLE, Encoding.RLE));
    write(header, page, pages);
    encodings.add(encoding);
    entries += pageEntries;
    repetitions.reset();
    definitions.reset();
    values.reset();
    pageEntries = 0;
    pageRows = 0;
    pageBytes = 0;
  }

  private static void addLevels(
      int greatest, RunLengthBitPackingHybridEncoder levels, List<BytesInput> parts)
      throws IOException {
    if (greatest > 0) {
      BytesInput encoded = levels.toBytes();
      parts.add(BytesInput.fromInt((int) encoded.size()));
      parts.add(encoded);
    }
  }

  private static byte[] bytes(BytesInput input) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) input.size());
    input.writeAllTo(bytes);
    return bytes.toByteArray();
  }

  private static PageHeader header(PageType type, byte[] page) {
    return new PageHeader(type, page.length, 0);
  }

  private void write(PageHeader header, byte[] page, ByteArrayOutputStream to) throws IOException {
    byte[] compressed = compression.compress(page);
    crc.reset();
    crc.update(compressed);
    header.setCompressed_page_size(compressed.length);
    header.setCrc((int) crc.getValue());
    int before = to.size();
    Util.writePageHeader(header, to);
    uncompressed += to.size() - before + page.length;
    to.write(compressed, 0, compressed.length);
  }

  /**
   * Writes the column chunk, and begins the next one.
   *
   * @param offset where in the file it is written
   */
  ColumnChunk finish(OutputStream out, long offset) throws IOException {
    if (pageEntries > 0) {
      endPage();
    }
    ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    DictionaryPage found = values.toDictPageAndClose();
    if (found != null) {
      byte[] page = bytes(found.getBytes());
      Encoding encoding = Encoding.valueOf(found.getEncoding().name());
      PageHeader header = header(PageType.DICTIONARY_PAGE, page);
      header.setDictionary_page_header(
          new DictionaryPageHeader(found.getDictionarySize(), encoding));
      write(header, page, dictionary);
      encodings.add(encoding);
    }
    dictionary.writeTo(out);
    pages.writeTo(out);
    encodings.add(Encoding.RLE);
    ColumnMetaData meta =
        new ColumnMetaData(
            type,
            List.copyOf(encodings),
            Arrays.asList(descriptor.getPath()),
            compression.codec(),
            entries,
            uncompressed,
            (long) dictionary.size() + pages.size(),
            offset + dictionary.size());
    if (dictionary.size() > 0) {
      meta.setDictionary_page_offset(offset);
    }
    meta.setStatistics(bounds.statistics());
    reset();
    return new ColumnChunk(0).setMeta_data(meta);
  }

  private void reset() {
    values.close();
    values = PROPERTIES.newValuesWriter(descriptor);
    bounds = new ChunkBounds(type);
    pages.reset();
    encodings.clear();
    entries = 0;
    uncompressed = 0;
  }
}
