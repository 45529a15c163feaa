package dev.millrace.connect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Rows.Pair;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Shape;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that unpack to several times the heap. */
class SmallHeapTest {
  private static final int MEGABYTES = 48;

  @TempDir Path folder;

  private void bomb(String name, String start, String repeated) throws IOException {
    Path file = folder.resolve(name);
    byte[] chunk = repeated.repeat((1 << 20) / repeated.length()).getBytes(UTF_8);
    try (OutputStream out =
        Packed.stream(Compression.of(file), java.nio.file.Files.newOutputStream(file))) {
      out.write(start.getBytes(UTF_8));
      for (int i = 0; i < MEGABYTES; i++) {
        out.write(chunk);
      }
    }
    assertThat(java.nio.file.Files.size(file) < 500_000, equalTo(true));
  }

  @Test
  void whateverUnpacksToMoreThanTheHeapIsReadOrRefused() throws Exception {
    bomb("a-field.csv.gz", "a,b\n1,2\n", "x");
    bomb("b-quoted.csv.zst", "a,b\n1,2\n3,\"", "x");
    bomb("c-fields.csv.zst", "a,b\n1,2\n", ",");
    bomb("d-header.csv.gz", "a,b", "x");
    bomb("e-string.jsonl.gz", "{\"a\":\"1\"}\n{\"a\":\"", "x");
    bomb("f-nested.jsonl.zst", "{\"a\":\"1\"}\n{\"a\":", "[");
    bomb("g-blank.jsonl.gz", "{\"a\":\"1\"}\n", "\n");
    bomb("h-quotes.csv.gz", "a,b\n1,2\n", "\"");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:MaxDirectMemorySize=4m",
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName()));
    command.add(folder.toString());
    Process other = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = Waiting.patiently().output(other);
    assertThat(
        printed,
        equalTo(
            """
            a-field.csv.gz: 1 rows, 1 rejects
            b-quoted.csv.zst: 1 rows, 1 rejects
            c-fields.csv.zst: 1 rows, 1 rejects
            d-header.csv.gz: no header: its header cannot be read
            e-string.jsonl.gz: 1 rows, 1 rejects
            f-nested.jsonl.zst: 1 rows, 1 rejects
            g-blank.jsonl.gz: 1 rows, 0 rejects
            h-quotes.csv.gz: 1 rows, 1 rejects
            """));
    assertThat(other.exitValue(), equalTo(0));
  }

  /** Reads every file of a folder and says how many records were taken and refused. */
  static final class Reading {
    private Reading() {}

    @SuppressWarnings("unchecked") // a binding of Object takes any shape
    public static void main(String[] folders) throws IOException {
      Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Pair.class);
      try (var files = java.nio.file.Files.list(Path.of(folders[0]))) {
        for (Path file : files.sorted().toList()) {
          String path = file.toString();
          SourceBinding<Object> source =
              path.contains(".csv")
                  ? Files.csv(path).limits(1 << 10, 1 << 20)
                  : Files.jsonl(path).limits(1 << 10, 1 << 20);
          String problems = source.check("pairs", shape).toString();
          System.out.println(
              file.getFileName()
                  + ": "
                  + (problems.contains("MR-C102")
                      ? problems.replaceAll(".* has (no header: [a-z ]*):.*", "$1")
                      : count(source, shape)));
        }
      }
    }

    private static String count(SourceBinding<Object> source, Shape<Object> shape)
        throws IOException {
      Count count = new Count(shape);
      for (InputPartition partition : source.partitions(shape, 1 << 20)) {
        for (Extent extent : partition.extents()) {
          try (RowReader<Object> reader = source.open(shape, Projection.all(shape), extent)) {
            while (reader.read(count)) {
              count.start();
            }
          }
        }
      }
      return count.rows + " rows, " + count.rejects + " rejects";
    }
  }

  /** Counts, and keeps nothing. */
  private static final class Count implements InputBatch<Object> {
    private final Shape<Object> shape;
    private final ColumnBuilder[] columns;
    private long rows;
    private long rejects;

    Count(Shape<Object> shape) {
      this.shape = shape;
      this.columns = new ColumnBuilder[shape.components().size()];
      start();
    }

    void start() {
      Arrays.setAll(columns, i -> shape.builder(i, 16));
    }

    @Override
    public Shape<Object> shape() {
      return shape;
    }

    @Override
    public boolean isFull() {
      return columns[0].size() >= 100;
    }

    @Override
    public ColumnBuilder column(int component) {
      return columns[component];
    }

    @Override
    public void accept(long position, byte[] raw, int from, int to) {
      rows++;
    }

    @Override
    public void reject(
        long position,
        byte[] raw,
        int from,
        int to,
        Stage stage,
        List<Failure> failures,
        @Nullable Throwable exception) {
      rejects++;
      start();
    }
  }
}
