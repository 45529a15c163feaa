package dev.millrace.connect.files.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A row with a component of every kind, and rows of it that hit the edges on purpose. */
@SuppressWarnings("ArrayRecordComponent")
record Every(
    boolean flag,
    byte tiny,
    short small,
    char letter,
    int whole,
    long large,
    float single,
    double real,
    String text,
    Colour colour,
    Instant at,
    LocalDate day,
    Duration took,
    BigDecimal price,
    byte[] bytes,
    @Nullable Boolean maybeFlag,
    @Nullable Integer maybeWhole,
    @Nullable Long maybeLarge,
    @Nullable Double maybeReal,
    @Nullable String note,
    @Nullable Colour maybeColour,
    @Nullable Instant maybeAt,
    @Nullable BigDecimal maybePrice,
    Optional<String> optionalText,
    Optional<Long> optionalLarge,
    float[] vector,
    Point point,
    @Nullable Point other,
    List<String> words,
    @Nullable List<Point> path,
    Map<String, Long> counts,
    Map<String, List<Integer>> groups,
    List<List<Optional<Integer>>> table,
    Optional<List<Map<String, Double>>> deep,
    Optional<Instant> seen) {
  enum Colour {
    RED,
    GREEN,
    DARK_BLUE
  }

  record Point(int x, @Nullable String label, Optional<Double> weight, List<LocalDate> days) {}

  /** Arrays by content, decimals with their scale, doubles by their bits, maps by key. */
  String canonical() {
    List<Object> all = new ArrayList<>();
    all.addAll(Arrays.asList(flag, tiny, small, (int) letter, whole, large));
    all.addAll(Arrays.asList(Float.floatToIntBits(single), Double.doubleToLongBits(real)));
    all.addAll(Arrays.asList(text, colour, at, day, took, price, Arrays.toString(bytes)));
    all.addAll(Arrays.asList(maybeFlag, maybeWhole, maybeLarge, maybeReal, note, note == null));
    all.addAll(Arrays.asList(maybeColour, maybeAt, maybePrice, optionalText, optionalLarge));
    all.addAll(Arrays.asList(Arrays.toString(vector), point, other, words, path));
    all.addAll(Arrays.asList(new TreeMap<>(counts), new TreeMap<>(groups), table));
    all.add(deep.map(list -> list.stream().map(TreeMap::new).toList()));
    all.add(seen);
    return all.toString();
  }

  static List<Every> rows(Random random, int count) {
    List<Every> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(random));
    }
    return rows;
  }

  static Every row(Random random) {
    float[] vector = new float[random.nextInt(9)];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = real(random).floatValue();
    }
    List<Point> path = random.nextInt(3) == 0 ? null : new ArrayList<>();
    Map<String, Long> counts = new TreeMap<>();
    Map<String, List<Integer>> groups = new TreeMap<>();
    List<String> words = new ArrayList<>();
    List<List<Optional<Integer>>> table = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      if (path != null) {
        path.add(point(random));
      }
      words.add(text(random));
      counts.put(text(random), random.nextLong());
      groups.put(text(random), random.nextBoolean() ? List.of() : List.of(i, random.nextInt()));
      table.add(
          random.nextBoolean()
              ? List.of()
              : List.of(Optional.of(i), Optional.empty(), Optional.of(random.nextInt())));
    }
    return new Every(
        random.nextBoolean(),
        (byte) random.nextInt(),
        (short) random.nextInt(),
        (char) random.nextInt(),
        of(random, Integer.MIN_VALUE, Integer.MAX_VALUE, random.nextInt(), random.nextInt(5)),
        of(random, Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong(), 7L),
        real(random).floatValue(),
        real(random),
        text(random),
        colour(random),
        instant(random),
        of(
            random,
            LocalDate.ofEpochDay(Integer.MAX_VALUE),
            LocalDate.ofEpochDay(Integer.MIN_VALUE),
            LocalDate.ofEpochDay(random.nextInt()),
            LocalDate.EPOCH),
        Duration.ofNanos(of(random, Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong(), 0L)),
        decimal(random),
        bytes(random),
        random.nextBoolean() ? null : random.nextBoolean(),
        random.nextBoolean() ? null : random.nextInt(3),
        random.nextInt(10) > 0 ? null : random.nextLong(),
        random.nextBoolean() ? null : real(random),
        random.nextInt(3) == 0 ? null : text(random),
        random.nextBoolean() ? null : colour(random),
        random.nextBoolean() ? null : instant(random),
        random.nextBoolean() ? null : decimal(random),
        random.nextBoolean() ? Optional.empty() : Optional.of(text(random)),
        random.nextBoolean() ? Optional.empty() : Optional.of(random.nextLong()),
        vector,
        point(random),
        random.nextBoolean() ? null : point(random),
        words,
        path,
        counts,
        groups,
        table,
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(List.of(Map.of("a", real(random), "b", 1.0), Map.of())),
        random.nextBoolean() ? Optional.empty() : Optional.of(instant(random)));
  }

  @SafeVarargs
  private static <V> V of(Random random, V... values) {
    return values[random.nextInt(values.length)];
  }

  private static Point point(Random random) {
    return new Point(
        random.nextInt(),
        random.nextBoolean() ? null : text(random),
        random.nextBoolean() ? Optional.empty() : Optional.of(real(random)),
        random.nextBoolean() ? List.of() : List.of(LocalDate.EPOCH, LocalDate.of(2024, 2, 29)));
  }

  private static Colour colour(Random random) {
    return of(random, Colour.values());
  }

  private static Double real(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      case 2 -> random.nextBoolean() ? -0.0 : 0.0;
      case 3 -> random.nextInt(100) / 4.0;
      case 4 -> of(random, Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE);
      default -> random.nextGaussian();
    };
  }

  private static String text(Random random) {
    if (random.nextInt(50) == 0) {
      return "long ".repeat(random.nextInt(5000)) + random.nextInt();
    }
    String[] pieces = {"", "a", "b c", "\n", "é", "€", "😀", "?", "\u0000", "\uFFFD", "\uFEFF"};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(of(random, pieces));
    }
    return text.toString();
  }

  private static Instant instant(Random random) {
    long micros =
        of(
            random,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            -1L,
            0L,
            random.nextLong() >> random.nextInt(60));
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static BigDecimal decimal(Random random) {
    return random.nextInt(4) == 0
        ? of(random, new BigDecimal("1.0"), new BigDecimal("1.00"), new BigDecimal("0E+7"))
        : new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(80) - 40)
            .multiply(random.nextBoolean() ? BigDecimal.ONE : BigDecimal.ONE.negate());
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(6)];
    random.nextBytes(bytes);
    return bytes;
  }
}
