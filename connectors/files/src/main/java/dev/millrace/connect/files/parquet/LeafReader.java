package dev.millrace.connect.files.parquet;

import java.io.IOException;
import java.util.Objects;
import java.util.zip.CRC32;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * One column of a file, row group after row group, page after page: levels and values. Holds one
 * page and a dictionary.
 */
final class LeafReader {
  private static final int FIRST_TRY = 1 << 12;
  private static final int LONGEST_HEADER = 1 << 20;

  private final SchemaNode leaf;
  private final ChunkInput in;
  private final int pageLimit;
  private final CRC32 crc = new CRC32();
  private Codec codec = Codec.NONE;
  private long expected;
  private long seen;
  private long pageAt;
  private int left;
  private byte[] page = new byte[ByteCursor.SLACK];
  private @Nullable Dictionary dictionary;
  private @Nullable RunDecoder repetitions;
  private @Nullable RunDecoder definitions;
  private @Nullable ValueDecoder values;
  private int[] levels = new int[0];

  LeafReader(SchemaNode leaf, FileBytes file, int pageLimit) {
    this.leaf = leaf;
    this.in = new ChunkInput(file);
    this.pageLimit = pageLimit;
  }

  SchemaNode leaf() {
    return leaf;
  }

  /** Begins a row group. */
  void open(Footer.Chunk chunk) throws DamagedParquetException {
    codec =
        Codec.of(chunk.codec())
            .orElseThrow(() -> new DamagedParquetException("compressed with " + chunk.codec()));
    in.trim();
    in.open(chunk);
    dictionary = null;
    values = null;
    expected = chunk.values();
    seen = 0;
    left = 0;
    pageAt = chunk.start();
  }

  /** Where in the file the current page is, for messages. */
  long pageOffset() {
    return pageAt;
  }

  /** Entries that can be read from the page at hand; 0 when the row group has no more. */
  int ready() throws IOException {
    while (left == 0 && seen < expected) {
      nextPage();
    }
    return left;
  }

  /** The hash of the column chunk, once {@link #ready} is 0. */
  String finish() throws IOException {
    return in.finish();
  }

  /** The values of the page at hand. */
  ValueDecoder values() {
    return Objects.requireNonNull(values, "no page was read");
  }

  /**
   * Reads the next {@code n} entries of a column without repetition: which are null. Returns how
   * many are not; when that is all of them, {@code nulls} is not written.
   */
  int present(boolean[] nulls, int n) throws DamagedParquetException {
    left -= n;
    if (definitions == null) {
      return n;
    }
    int start = definitions.skipRun(leaf.definition(), n);
    if (start == n) {
      return n;
    }
    int[] read = levels(n);
    definitions.read(read, start, n - start);
    int present = start;
    java.util.Arrays.fill(nulls, 0, start, false);
    for (int i = start; i < n; i++) {
      boolean isNull = read[i] < leaf.definition();
      nulls[i] = isNull;
      present += isNull ? 0 : 1;
    }
    return present;
  }

  private int[] levels(int n) {
    if (levels.length < n) {
      levels = new int[n];
    }
    return levels;
  }

  /** Reads the levels of the next {@code n} entries; returns how many of them have a value. */
  int levels(int[] repetition, int[] definition, int n) throws DamagedParquetException {
    left -= n;
    read(repetitions, repetition, n, leaf.repetition());
    read(definitions, definition, n, leaf.definition());
    int present = 0;
    for (int i = 0; i < n; i++) {
      present += definition[i] == leaf.definition() ? 1 : 0;
    }
    return present;
  }

  private static void read(@Nullable RunDecoder levels, int[] out, int n, int greatest)
      throws DamagedParquetException {
    if (levels == null) {
      java.util.Arrays.fill(out, 0, n, 0);
      return;
    }
    levels.read(out, 0, n);
    for (int i = 0; i < n; i++) {
      if (out[i] > greatest) {
        throw new DamagedParquetException(
            "a level of " + out[i] + ", where " + greatest + " is all");
      }
    }
  }

  private void nextPage() throws IOException {
    pageAt = in.offset();
    PageHeader header = nextHeader();
    int compressed = header.getCompressed_page_size();
    int size = header.getUncompressed_page_size();
    if (compressed < 0 || compressed > in.left()) {
      throw new DamagedParquetException(
          "a page of " + compressed + " bytes, where " + in.left() + " are left");
    }
    if (size < 0 || size > pageLimit || compressed > pageLimit) {
      throw new DamagedParquetException(
          "a page of " + Math.max(size, compressed) + " bytes; the limit is " + pageLimit);
    }
    if (in.buffer(compressed) < compressed) {
      throw new DamagedParquetException("the chunk ends in the middle of a page");
    }
    checkSum(header, compressed);
    PageType type = header.getType();
    if (type == PageType.DATA_PAGE && header.isSetData_page_header()) {
      dataPage(header.getData_page_header(), compressed, size);
    } else if (type == PageType.DATA_PAGE_V2 && header.isSetData_page_header_v2()) {
      dataPage(header.getData_page_header_v2(), compressed, size);
    } else if (type == PageType.DICTIONARY_PAGE && header.isSetDictionary_page_header()) {
      dictionaryPage(header, compressed, size);
    }
    in.skip(compressed);
  }

  private PageHeader nextHeader() throws IOException {
    for (int wanted = FIRST_TRY; ; wanted *= 4) {
      int there = in.buffer(wanted);
      PageHeader header = new PageHeader();
      int length =
          Thrift.pageHeader(
              header, in.bytes(), in.from(), in.from() + Math.min(there, LONGEST_HEADER));
      if (length > 0) {
        in.skip(length);
        return header;
      }
      if (there < wanted || wanted >= LONGEST_HEADER) {
        throw new DamagedParquetException(
            "no page header; "
                + (expected - seen)
                + " of "
                + expected
                + " values of the row group are still to come");
      }
    }
  }

  private void checkSum(PageHeader header, int length) throws DamagedParquetException {
    if (header.isSetCrc()) {
      crc.reset();
      crc.update(in.bytes(), in.from(), length);
      if ((int) crc.getValue() != header.getCrc()) {
        throw new DamagedParquetException("the checksum of a page is wrong");
      }
    }
  }

  private void dictionaryPage(PageHeader header, int compressed, int size) throws IOException {
    if (dictionary != null || values != null) {
      throw new DamagedParquetException("a dictionary behind other pages");
    }
    // An array of its own: it stays while pages come and go.
    byte[] bytes = new byte[decompressible(in.from(), compressed, size) + ByteCursor.SLACK];
    codec.decompress(in.bytes(), in.from(), compressed, bytes, 0, size);
    dictionary =
        Dictionary.read(
            leaf,
            new ByteCursor(bytes, 0, size),
            header.getDictionary_page_header().getNum_values());
  }

  private int decompressible(int from, int compressed, int size) throws IOException {
    if (!codec.canHold(in.bytes(), from, compressed, size)) {
      throw new DamagedParquetException(
          "a page says it is " + size + " bytes, which its " + compressed + " bytes do not hold");
    }
    return size;
  }

  private void dataPage(DataPageHeader header, int compressed, int size) throws IOException {
    begin(header.getNum_values());
    ByteCursor cursor = new ByteCursor(decompressed(0, compressed, size), 0, size);
    repetitions = sized(cursor, leaf.repetition(), header.getRepetition_level_encoding());
    definitions = sized(cursor, leaf.definition(), header.getDefinition_level_encoding());
    values = ValueDecoder.of(header.getEncoding(), leaf, cursor, dictionary, pageLimit);
  }

  private @Nullable RunDecoder sized(ByteCursor cursor, int greatest, Encoding encoding)
      throws DamagedParquetException {
    if (greatest == 0) {
      return null;
    }
    if (encoding != Encoding.RLE) {
      throw new DamagedParquetException("levels are encoded as " + encoding);
    }
    return levels(cursor, greatest, cursor.nextLength());
  }

  private static @Nullable RunDecoder levels(ByteCursor cursor, int greatest, int length)
      throws DamagedParquetException {
    int from = cursor.take(length, 1);
    return greatest == 0
        ? null
        : new RunDecoder(
            new ByteCursor(cursor.bytes, from, from + length),
            Integer.SIZE - Integer.numberOfLeadingZeros(greatest));
  }

  private void dataPage(DataPageHeaderV2 header, int compressed, int size) throws IOException {
    begin(header.getNum_values());
    int repetitionBytes = header.getRepetition_levels_byte_length();
    int definitionBytes = header.getDefinition_levels_byte_length();
    long plain = (long) repetitionBytes + definitionBytes;
    if (repetitionBytes < 0 || definitionBytes < 0 || plain > compressed || plain > size) {
      throw new DamagedParquetException("levels of " + plain + " bytes in a page of " + compressed);
    }
    boolean packed = !header.isSetIs_compressed() || header.isIs_compressed();
    Codec ofPage = codec;
    codec = packed ? codec : Codec.NONE;
    byte[] bytes = decompressed((int) plain, compressed, size);
    codec = ofPage;
    ByteCursor cursor = new ByteCursor(bytes, 0, size);
    repetitions = levels(cursor, leaf.repetition(), repetitionBytes);
    definitions = levels(cursor, leaf.definition(), definitionBytes);
    values = ValueDecoder.of(header.getEncoding(), leaf, cursor, dictionary, pageLimit);
  }

  private void begin(int entries) throws DamagedParquetException {
    if (entries < 0 || entries > expected - seen) {
      throw new DamagedParquetException(
          "a page of " + entries + " values, where " + (expected - seen) + " are to come");
    }
    left = entries;
    seen += entries;
  }

  /** The page's bytes, of which the first {@code plain} are not compressed. */
  private byte[] decompressed(int plain, int compressed, int size) throws IOException {
    int rest = size - plain;
    int packed = compressed - plain;
    // A page of nothing but nulls may be without the few bytes that compressed nothing is.
    if (rest > 0 || packed > 0) {
      decompressible(in.from() + plain, packed, rest);
    }
    if (page.length - ByteCursor.SLACK < size || page.length > 8 * Math.max(size, 1 << 20)) {
      page = new byte[size + ByteCursor.SLACK];
    }
    System.arraycopy(in.bytes(), in.from(), page, 0, plain);
    if (rest > 0) {
      codec.decompress(in.bytes(), in.from() + plain, packed, page, plain, rest);
    }
    return page;
  }
}
