package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Rows.Colour;
import dev.millrace.connect.files.Rows.Deep;
import dev.millrace.connect.files.Rows.Flat;
import dev.millrace.connect.files.Rows.Pair;
import dev.millrace.connect.files.Rows.Point;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** What is written is read back, bit for bit. */
class RoundTripTest {
  private static Path folder = Path.of("");

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = java.nio.file.Files.createTempDirectory("round-trip");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    java.nio.file.Files.deleteIfExists(folder.resolve("part"));
    java.nio.file.Files.delete(folder);
  }

  private static <T> void write(SinkBinding<Object> sink, Class<T> type, List<T> rows)
      throws IOException {
    try (OutputStream out = java.nio.file.Files.newOutputStream(folder.resolve("part"))) {
      write(sink, type, rows, out);
    }
  }

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static <T> void write(
      SinkBinding<Object> sink, Class<T> type, List<T> rows, OutputStream out) throws IOException {
    Shape<T> shape = Shape.of(type);
    int size = rows.size();
    Provenance who = Provenance.of("in.csv", new long[size], new long[size]);
    Block<T> block = Block.ofRows(shape, rows.toArray(), Selection.all(size), who);
    try (RowWriter<T> writer = (RowWriter<T>) sink.writer((Shape<Object>) shape, out)) {
      writer.write(block, Selection.all(size));
    }
  }

  private static <T> void roundTrip(
      SinkBinding<Object> sink,
      SourceBinding<Object> source,
      Class<T> type,
      List<T> rows,
      Function<T, String> canonical)
      throws IOException {
    write(sink, type, rows);
    Gathered<T> read = Gathered.from(source, type, 200, 7);
    assertThat(read.rejects.toString(), read.rejects.size(), equalTo(0));
    assertThat(
        read.values().stream().map(canonical).toList(),
        equalTo(rows.stream().map(canonical).toList()));
  }

  private static String part() {
    return folder.resolve("part").toString();
  }

  @Property(tries = 200, seed = "1")
  void csv(@ForAll long seed) throws IOException {
    List<Flat> rows = flats(seed);
    roundTrip(Files.csvTo("out"), Files.csv(part()), Flat.class, rows, Flat::canonical);
  }

  @Property(tries = 100, seed = "2")
  void csvWithAnotherDelimiterAndNullText(@ForAll long seed) throws IOException {
    roundTrip(
        Files.csvTo("out").delimiter('\t').nullText("0"),
        Files.csv(part()).delimiter('\t').nullText("0"),
        Flat.class,
        flats(seed),
        Flat::canonical);
  }

  @Property(tries = 200, seed = "3")
  void flatJsonLines(@ForAll long seed) throws IOException {
    List<Flat> rows = flats(seed);
    roundTrip(Files.jsonlTo("out"), Files.jsonl(part()), Flat.class, rows, Flat::canonical);
  }

  @Property(tries = 200, seed = "4")
  void deepJsonLines(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<Deep> rows = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      rows.add(deep(random));
    }
    roundTrip(Files.jsonlTo("out"), Files.jsonl(part()), Deep.class, rows, Deep::canonical);
  }

  @Property(tries = 20, seed = "5")
  void textThatUtf8CannotCarryNamesTheRow(@ForAll boolean csv) {
    SinkBinding<Object> sink = csv ? Files.csvTo("out") : Files.jsonlTo("out");
    List<Pair> rows = List.of(new Pair("fine", "😀"), new Pair("x\uD83D", "y"));
    IOException refused =
        assertThrows(
            IOException.class,
            () -> write(sink, Pair.class, rows, OutputStream.nullOutputStream()));
    assertThat(
        refused.getMessage(),
        startsWith(
            "Row 00000000000000000000000000000000 of in.csv cannot be written: component 'a'"));
    assertThat(refused.getMessage(), containsString("unpaired surrogate at index 1"));
  }

  static List<Flat> flats(long seed) {
    Random random = new Random(seed);
    List<Flat> rows = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      rows.add(flat(random));
    }
    return rows;
  }

  private static Flat flat(Random random) {
    return new Flat(
        random.nextBoolean(),
        (byte) random.nextInt(),
        (short) random.nextInt(),
        "aZ0 ,;\t\"\n\r€é".charAt(random.nextInt(12)),
        random.nextInt() >> random.nextInt(31),
        random.nextLong() >> random.nextInt(63),
        real(random).floatValue(),
        real(random),
        text(random),
        List.of(Colour.values()).get(random.nextInt(3)),
        instant(random),
        LocalDate.ofEpochDay(random.nextInt(400_000) - 200_000),
        Duration.ofNanos(random.nextLong() >> random.nextInt(40)),
        decimal(random),
        bytes(random),
        random.nextInt(3) == 0 ? null : text(random),
        random.nextBoolean() ? null : random.nextInt(3),
        random.nextBoolean() ? null : instant(random),
        random.nextBoolean() ? null : real(random),
        random.nextBoolean() ? Optional.empty() : Optional.of(text(random)),
        random.nextBoolean() ? Optional.empty() : Optional.of(random.nextLong()));
  }

  static Deep deep(Random random) {
    float[] vector = new float[random.nextInt(20)];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = real(random).floatValue();
    }
    List<Point> path = new ArrayList<>();
    Map<String, Long> counts = new HashMap<>();
    Map<String, List<Integer>> groups = new HashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      path.add(point(random));
      words.add(text(random));
      counts.put(text(random), random.nextLong());
      groups.put(text(random), List.of(i, random.nextInt()));
    }
    @Nullable Point other = random.nextBoolean() ? null : point(random);
    Optional<Instant> seen = random.nextBoolean() ? Optional.empty() : Optional.of(instant(random));
    return new Deep(
        random.nextInt(), vector, point(random), other, words, path, counts, groups, seen);
  }

  private static Point point(Random random) {
    return new Point(
        random.nextInt(),
        random.nextBoolean() ? null : text(random),
        random.nextBoolean() ? Optional.empty() : Optional.of(real(random)));
  }

  private static Double real(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      case 2 -> random.nextBoolean() ? -0.0 : 0.0;
      case 3 -> random.nextInt(100_000) / 100.0;
      case 4 -> random.nextGaussian();
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isNaN(any) ? Double.MIN_VALUE : any;
      }
    };
  }

  private static String text(Random random) {
    String[] pieces = {
      "", "a", "b c", ",", ";", "\t", "\"", "\n", "\r\n", "\r", "é", "€", "😀", "NA", "0", "null",
      "\\", "\u0000", "\u2028", "\uFEFF", " "
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  private static Instant instant(Random random) {
    long micros = random.nextLong() >> (10 + random.nextInt(40));
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static BigDecimal decimal(Random random) {
    return new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(80) - 40)
        .multiply(random.nextBoolean() ? BigDecimal.ONE : BigDecimal.ONE.negate());
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(6)];
    random.nextBytes(bytes);
    return bytes;
  }
}
