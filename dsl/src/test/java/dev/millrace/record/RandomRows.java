package dev.millrace.record;

import dev.millrace.record.Samples.Colour;
import dev.millrace.record.Samples.Everything;
import dev.millrace.record.Samples.Point;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values of every kind that hit the edges often; and equality that looks into arrays. */
final class RandomRows {
  static final Instant LEAST_INSTANT = Instant.EPOCH.plus(Long.MIN_VALUE, ChronoUnit.MICROS);
  static final Instant GREATEST_INSTANT = Instant.EPOCH.plus(Long.MAX_VALUE, ChronoUnit.MICROS);

  private static final String[] TEXTS = {
    "",
    "a",
    "United Kingdom",
    "é",
    "\uFFFD",
    "?",
    "\u0000",
    "\uD83D\uDE00",
    "x".repeat(127),
    "x".repeat(128),
    "é".repeat(64),
    "\u4E2D".repeat(100),
    "ab?\u00FF"
  };

  private final Random random;

  RandomRows(Random random) {
    this.random = random;
  }

  Everything next() {
    return new Everything(
        random.nextBoolean(),
        (byte) whole(),
        (short) whole(),
        (char) whole(),
        (int) whole(),
        whole(),
        single(),
        real(),
        maybe(random::nextBoolean),
        maybe(() -> (byte) whole()),
        maybe(() -> (short) whole()),
        maybe(() -> (char) whole()),
        maybe(() -> (int) whole()),
        maybe(this::whole),
        maybe(this::single),
        maybe(this::real),
        (int) whole(),
        text(),
        maybe(this::text),
        colour(),
        maybe(this::colour),
        instant(),
        maybe(this::instant),
        day(),
        Duration.ofNanos(whole()),
        decimal(),
        bytes(),
        maybe(this::bytes),
        floats(),
        point(),
        maybe(this::point),
        Optional.ofNullable(maybe(this::text)),
        list(() -> Optional.ofNullable(maybe(this::point))),
        map(() -> (int) whole()),
        maybe(() -> map(() -> list(this::real))));
  }

  long whole() {
    long[] edges = {
      0,
      1,
      -1,
      63,
      64,
      -64,
      -65,
      127,
      128,
      255,
      256,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      Integer.MAX_VALUE,
      Integer.MIN_VALUE,
      Short.MIN_VALUE,
      Byte.MIN_VALUE,
      Character.MAX_VALUE
    };
    return switch (random.nextInt(3)) {
      case 0 -> edges[random.nextInt(edges.length)];
      case 1 -> random.nextInt(2000) - 1000L;
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  private double real() {
    double[] edges = {
      0.0, -0.0, 1.5, Double.NaN, Double.MIN_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY
    };
    return random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextGaussian();
  }

  private float single() {
    return (float) real();
  }

  String text() {
    return random.nextBoolean()
        ? TEXTS[random.nextInt(TEXTS.length)]
        : Integer.toString(random.nextInt(1000));
  }

  private Colour colour() {
    Colour[] all = Colour.values();
    return all[random.nextInt(all.length)];
  }

  private Instant instant() {
    Instant[] edges = {
      LEAST_INSTANT, GREATEST_INSTANT, Instant.EPOCH, Instant.parse("1969-12-31T23:59:59.999999Z")
    };
    return random.nextBoolean()
        ? edges[random.nextInt(edges.length)]
        : Instant.EPOCH.plus(whole(), ChronoUnit.MICROS);
  }

  private LocalDate day() {
    return switch (random.nextInt(4)) {
      case 0 -> LocalDate.MIN;
      case 1 -> LocalDate.MAX;
      default -> LocalDate.of(1800 + random.nextInt(400), 1 + random.nextInt(12), 28);
    };
  }

  private BigDecimal decimal() {
    int[] scales = {0, 1, 2, -3, 30, Integer.MAX_VALUE, Integer.MIN_VALUE};
    return new BigDecimal(
        random.nextBoolean() ? BigInteger.valueOf(whole()) : new BigInteger(200, random).negate(),
        scales[random.nextInt(scales.length)]);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(5)];
    random.nextBytes(bytes);
    return bytes;
  }

  private float[] floats() {
    float[] floats = new float[random.nextInt(4)];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = single();
    }
    return floats;
  }

  private Point point() {
    return new Point((int) whole(), maybe(this::text));
  }

  private <V> List<V> list(Supplier<V> element) {
    List<V> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private <V> Map<String, V> map(Supplier<V> value) {
    Map<String, V> map = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(text(), value.get());
    }
    return map;
  }

  private <V> @Nullable V maybe(Supplier<V> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }

  /** Component by component, arrays by content. */
  static boolean areEqual(Record left, Record right) {
    return Arrays.stream(left.getClass().getRecordComponents())
        .allMatch(each -> Objects.deepEquals(get(each, left), get(each, right)));
  }

  static Object get(RecordComponent component, Record row) {
    try {
      return component.getAccessor().invoke(row);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
