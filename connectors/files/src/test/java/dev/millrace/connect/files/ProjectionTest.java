package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody needs is left out, and nothing else changes: above all not what is rejected. */
class ProjectionTest {
  record Item(
      int number,
      String name,
      @Nullable String note,
      @Nullable Double price,
      boolean paid,
      Optional<String> extra) {}

  @SuppressWarnings("unchecked") // a binding of Object fills any shape
  private static final Shape<Object> SHAPE = (Shape<Object>) (Shape<?>) Shape.of(Item.class);

  private static final String[] BAD = {
    "", "x", "\"\"", "\"a\"\"b\"", "\u00E9", "9e999", "\"", "a,b"
  };

  @TempDir Path folder;

  @Test
  void rowsAndRejectsOfCsvDoNotDependOnWhatIsNeeded() throws IOException {
    Path file = folder.resolve("in.csv");
    Random random = new Random(7);
    long rejects = 0;
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder("number,name,note,price,paid,extra\n");
      for (int row = 0; row < 20; row++) {
        String[] fields = {"" + row, "n" + row, "t" + row, row + ".5", "true", "e" + row};
        if (random.nextBoolean()) {
          fields[random.nextInt(fields.length)] = BAD[random.nextInt(BAD.length)];
        }
        text.append(String.join(",", fields)).append('\n');
      }
      java.nio.file.Files.writeString(file, text);
      rejects += check(Files.csv(file.toString()), file, random);
    }
    assertThat(rejects, greaterThan(200L));
  }

  @Test
  void rowsAndRejectsOfJsonLinesDoNotDependOnWhatIsNeeded() throws IOException {
    String[] bad = {
      "null", "1", "1.5", "\"x\"", "\"\\ud800\"", "\"\uD83D\uDE00\"", "{}", "\"\\q\""
    };
    String[] names = {"number", "name", "note", "price", "paid", "extra"};
    Path file = folder.resolve("in.jsonl");
    Random random = new Random(8);
    long rejects = 0;
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      for (int row = 0; row < 20; row++) {
        String[] values = {"" + row, "\"n\"", "\"t\"", "1.5", "true", "\"e\""};
        if (random.nextBoolean()) {
          values[random.nextInt(values.length)] = bad[random.nextInt(bad.length)];
        }
        List<String> fields = new ArrayList<>();
        for (int f = 0; f < names.length; f++) {
          if (random.nextInt(30) > 0) {
            fields.add("\"" + names[f] + "\": " + values[f]);
          }
        }
        text.append('{').append(String.join(", ", fields)).append("}\n");
      }
      java.nio.file.Files.writeString(file, text);
      rejects += check(Files.jsonl(file.toString()), file, random);
    }
    assertThat(rejects, greaterThan(200L));
  }

  @Test
  void textThatNobodyNeedsIsNotCopied() throws IOException {
    Path csv = folder.resolve("in.csv");
    java.nio.file.Files.writeString(
        csv, "number,name,note,price,paid,extra\n1,\"a\"\"b\",note,1,true,e\n");
    Path jsonl = folder.resolve("in.jsonl");
    java.nio.file.Files.writeString(
        jsonl, "{\"number\": 1, \"name\": \"a\\\"b\", \"note\": \"n\", \"paid\": true}\n");
    Projection numbers = Projection.of(SHAPE, List.of(SHAPE.components().get(0)));

    for (SourceBinding<Object> source :
        List.of(Files.csv(csv.toString()), Files.jsonl(jsonl.toString()))) {
      Batch batch = read(source, numbers);
      assertThat(
          batch.events, equalTo(List.of("accepted " + (source instanceof CsvSource ? 2 : 1))));
      assertThat(batch.columns[1].size(), is(0));
      assertThat(batch.columns[2].size(), is(0));
    }
  }

  /** Compares a reader that is asked for some components with one that is asked for all. */
  private static long check(SourceBinding<Object> source, Path file, Random random)
      throws IOException {
    List<Component> some =
        SHAPE.components().stream().filter(component -> random.nextBoolean()).toList();
    Batch all = read(source, Projection.all(SHAPE));
    Batch part = read(source, Projection.of(SHAPE, some));

    assertThat(file + " " + some, part.events, equalTo(all.events));
    for (Component component : some) {
      assertThat(part.values(component), equalTo(all.values(component)));
    }
    return all.events.stream().filter(event -> event.startsWith("rejected")).count();
  }

  private static Batch read(SourceBinding<Object> source, Projection projection)
      throws IOException {
    Batch batch = new Batch();
    Extent extent = source.partitions(SHAPE, Long.MAX_VALUE).get(0).extents().get(0);
    try (RowReader<Object> reader = source.open(SHAPE, projection, extent)) {
      while (reader.read(batch)) {
        // It takes everything at once.
      }
    }
    return batch;
  }

  /** Remembers what became of each record. */
  private static final class Batch implements InputBatch<Object> {
    private final List<String> events = new ArrayList<>();
    private final ColumnBuilder[] columns =
        SHAPE.components().stream()
            .map(component -> SHAPE.builder(component.index(), 16))
            .toArray(ColumnBuilder[]::new);
    private int rows;

    List<@Nullable Object> values(Component component) {
      Column column = columns[component.index()].build();
      List<@Nullable Object> values = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        values.add(SHAPE.codec(component.index()).value(column, row));
      }
      return values;
    }

    @Override
    public Shape<Object> shape() {
      return SHAPE;
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public ColumnBuilder column(int component) {
      return columns[component];
    }

    @Override
    public void accept(long position, byte[] raw, int from, int to) {
      events.add("accepted " + position);
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
      events.add("rejected " + position + " " + stage + " " + failures);
      for (ColumnBuilder column : columns) {
        if (column.size() > rows) {
          column.truncate(rows);
        }
      }
    }
  }
}
