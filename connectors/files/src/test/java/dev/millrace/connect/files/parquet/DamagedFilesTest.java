package dev.millrace.connect.files.parquet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files: every row is accepted or rejected once, or the file is refused with its place; and
 * no claim of a file makes a reader allocate more than the file and its limits allow.
 */
class DamagedFilesTest {
  private static final int MUTATIONS = 1000;
  private static final int PAGE_LIMIT = 1 << 20;

  /** Of a reader of small files, whatever they claim. */
  private static final long MOST_ALLOCATED = 40L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  record Row(
      long id, @Nullable Double price, String text, @Nullable Boolean flag, List<String> words) {}

  private static final String COLUMNS =
      """
      required int64 id; optional double price; required binary text (STRING);
      optional boolean flag;
      required group words (LIST) { repeated group list { required binary element (STRING); } }
      """;

  private List<byte[]> originals() throws IOException {
    List<byte[]> originals = new ArrayList<>();
    Path file = folder.resolve("original.parquet");
    for (WriterVersion version : WriterVersion.values()) {
      for (CompressionCodecName codec :
          List.of(
              CompressionCodecName.UNCOMPRESSED,
              CompressionCodecName.SNAPPY,
              CompressionCodecName.GZIP,
              CompressionCodecName.ZSTD)) {
        boolean dictionary = codec != CompressionCodecName.SNAPPY;
        new Foreign(version, dictionary, false, codec)
            .write(
                file,
                COLUMNS,
                400,
                (group, i) -> {
                  group.append("id", i * 31L).append("text", "text " + i % 50);
                  Foreign.ifNotNull(i % 3 == 0 ? null : i * 0.5, v -> group.append("price", v));
                  Foreign.ifNotNull(i % 5 == 0 ? null : i % 2 == 0, v -> group.append("flag", v));
                  var words = group.addGroup("words");
                  for (int k = 0; k < i % 4; k++) {
                    words.addGroup("list").append("element", "w" + k);
                  }
                },
                // Without checksums damage goes deeper.
                builder -> builder.withPageWriteChecksumEnabled(i(version) == 0));
        originals.add(Files.readAllBytes(file));
      }
    }
    return originals;
  }

  private static int i(WriterVersion version) {
    return version == WriterVersion.PARQUET_1_0 ? 0 : 1;
  }

  @Test
  void noRowOfADamagedFileIsLostAndNothingElseBreaks() throws IOException {
    Random random = new Random(4711);
    List<byte[]> originals = originals();
    Path file = folder.resolve("damaged.parquet");
    int refused = 0;
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(file, mutate(originals.get(i % originals.size()).clone(), random));
      long before = THREADS.getCurrentThreadAllocatedBytes();
      if (isRead(file)) {
        read++;
      } else {
        refused++;
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat("mutation " + i, allocated, lessThan(MOST_ALLOCATED));
    }
    assertThat("the damage must be felt", refused, greaterThan(MUTATIONS / 4));
    assertThat("damage stays where it is", read, greaterThan(MUTATIONS / 20));
  }

  /** Whether all rows came; else the file was refused, with its name and a code. */
  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static boolean isRead(Path file) throws IOException {
    ParquetSource source = ParquetSource.of(file.toString()).pageLimit(PAGE_LIMIT);
    List<Problem> problems = source.check("rows", (Shape<Object>) (Shape<?>) Shape.of(Row.class));
    if (!problems.isEmpty()) {
      assertThat(problems.get(0).toString(), startsWith("[MR-C1"));
      assertThat(problems.get(0).toString(), containsString("damaged.parquet"));
      return false;
    }
    long rows = Footer.read(file).rows();
    if (rows > 100_000) {
      return false; // it says so, and would be believed: reading on takes its time, not memory
    }
    Reading<Row> reading;
    try {
      reading = Reading.of(source, Row.class, 2000, 100);
    } catch (IOException e) {
      assertThat(e.getMessage(), startsWith("[MR-C121] " + file));
      return false;
    }
    List<Long> positions = new ArrayList<>(reading.positions);
    reading.rejects.forEach(reject -> positions.add(reject.position()));
    positions.sort(null);
    for (int i = 0; i < rows; i++) {
      assertThat(positions.get(i), equalTo(i + 1L));
    }
    assertThat((long) positions.size(), equalTo(rows));
    return true;
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] damaged = bytes;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      // The footer is small beside the pages, and more depends on it.
      int footer = Math.min(damaged.length, 1500);
      int at =
          random.nextInt(3) == 0
              ? damaged.length - 1 - random.nextInt(footer)
              : random.nextInt(damaged.length);
      switch (random.nextInt(6)) {
        case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> damaged[at] = (byte) random.nextInt(256);
        case 2 -> Arrays.fill(damaged, at, Math.min(damaged.length, at + 8), (byte) -1);
        case 3 -> {
          byte[] shorter = Arrays.copyOf(damaged, damaged.length - 1);
          System.arraycopy(damaged, at + 1, shorter, at, shorter.length - at);
          damaged = shorter;
        }
        case 4 -> {
          int from = random.nextInt(damaged.length);
          int n = Math.min(16, damaged.length - Math.max(at, from));
          System.arraycopy(damaged, from, damaged, at, n);
        }
        default -> damaged = random.nextInt(10) > 0 ? damaged : Arrays.copyOf(damaged, at + 1);
      }
      if (damaged.length < 2) {
        return damaged;
      }
    }
    return damaged;
  }

  record One(@Nullable String a) {}

  private Path ones(String value, int rows, CompressionCodecName codec, int pageSize)
      throws IOException {
    Path file = folder.resolve("ones.parquet");
    new Foreign(WriterVersion.PARQUET_1_0, false, false, codec)
        .write(
            file,
            "optional binary a (STRING);",
            rows,
            (group, i) -> group.append("a", value),
            builder -> builder.withPageSize(pageSize).withRowGroupSize(1L << 30));
    return file;
  }

  private static String refused(ParquetSource source) {
    return assertThrows(IOException.class, () -> Reading.of(source, One.class)).getMessage();
  }

  @Test
  void aPageThatDecompressesToMoreThanTheLimitIsRefusedBeforeThereIsRoomForIt() throws IOException {
    for (CompressionCodecName codec :
        List.of(CompressionCodecName.ZSTD, CompressionCodecName.GZIP)) {
      Path bomb = ones("0".repeat(1 << 20), 60, codec, 1 << 30);
      assertThat(Files.size(bomb), lessThan(200_000L));
      long before = THREADS.getCurrentThreadAllocatedBytes();
      assertThat(
          refused(ParquetSource.of(bomb.toString()).pageLimit(PAGE_LIMIT)),
          containsString("; the limit is 1048576"));
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before, lessThan(10L << 20));
    }
  }

  @Test
  void aPageThatClaimsMoreThanItsBytesCanHoldIsRefused() throws IOException {
    Path file = ones("a", 10, CompressionCodecName.SNAPPY, 1000);
    byte[] bytes = Files.readAllBytes(file);
    PageHeader header;
    try (var in = new java.io.ByteArrayInputStream(bytes, 4, 1000)) {
      int before = in.available();
      header = Util.readPageHeader(in);
      int length = before - in.available();
      header.setUncompressed_page_size(100_000_000);
      header.unsetCrc();
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      changed.write(bytes, 0, 4);
      Util.writePageHeader(header, changed);
      changed.write(bytes, 4 + length, bytes.length - 4 - length);
      Files.write(file, withChunkLonger(changed.toByteArray(), changed.size() - bytes.length));
    }
    assertThat(
        refused(ParquetSource.of(file.toString())),
        containsString("a page says it is 100000000 bytes, which its"));
  }

  /** The footer with the first column chunk so many bytes longer. */
  private static byte[] withChunkLonger(byte[] bytes, int more) throws IOException {
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    int from = bytes.length - 8 - length;
    FileMetaData meta =
        Util.readFileMetaData(new java.io.ByteArrayInputStream(bytes, from, length));
    var chunk = meta.getRow_groups().get(0).getColumns().get(0).getMeta_data();
    chunk.setTotal_compressed_size(chunk.getTotal_compressed_size() + more);
    return withFooter(Arrays.copyOf(bytes, from), meta);
  }

  private static byte[] withFooter(byte[] pages, FileMetaData meta) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(pages);
    Util.writeFileMetaData(meta, out);
    int length = out.size() - pages.length;
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
    out.writeBytes(new byte[] {'P', 'A', 'R', '1'});
    return out.toByteArray();
  }

  @Test
  void aFooterThatClaimsABillionElementsIsRefused() throws IOException {
    // Thrift's compact form: version 1, then a list of structs with a length of its own.
    byte[] footer = {0x15, 2, 0x19, (byte) 0xFC, -1, -1, -1, -1, 7, 0};
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {'P', 'A', 'R', '1'});
    file.writeBytes(footer);
    file.writeBytes(new byte[] {(byte) footer.length, 0, 0, 0, 'P', 'A', 'R', '1'});
    Path path = folder.resolve("claims.parquet");
    Files.write(path, file.toByteArray());
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertThat(
        assertThrows(IOException.class, () -> Footer.read(path)).getMessage(),
        equalTo("the footer cannot be understood"));
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before, lessThan(1L << 20));
  }

  @Test
  void manyRowsOfOneLongValueDoNotFillABatch() throws IOException {
    Path file = folder.resolve("long.parquet");
    new Foreign(WriterVersion.PARQUET_1_0, true, false, CompressionCodecName.ZSTD)
        .write(
            file,
            "optional binary a (STRING);",
            5000,
            (group, i) -> group.append("a", "x".repeat(300_000)),
            builder -> builder.withDictionaryPageSize(1 << 20).withRowGroupSize(1L << 40));
    assertThat(Files.size(file), lessThan(10_000L));
    try (ParquetReader reader = open(file)) {
      Largest largest = new Largest();
      while (reader.read(largest)) {
        largest.take();
      }
      assertThat(largest.rows, equalTo(5000L));
      assertThat(largest.bytes, lessThan(4L << 20));
    }
  }

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static ParquetReader open(Path file) throws IOException {
    ParquetSource source = ParquetSource.of(file.toString());
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(One.class);
    return source.openParquet(
        shape,
        dev.millrace.connect.Projection.all(shape),
        source.partitions(shape, Long.MAX_VALUE).get(0).extents().get(0));
  }

  @Test
  void aFileOfOthersWithoutRowsHasNone() throws IOException {
    Path file = ones("a", 0, CompressionCodecName.UNCOMPRESSED, 1000);
    assertThat(Reading.of(ParquetSource.of(file.toString()), One.class).rows, empty());
  }
}
