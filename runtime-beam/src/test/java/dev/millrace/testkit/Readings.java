package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.Reading.Region;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A generated history and the questions about it. Event times lie on a grid, or a microsecond
 * beside it, so that facts tie with each other and lie on the edges of the windows of questions,
 * all the time; payloads come from small pools, so that they tie too.
 *
 * @param facts in the order in which they come: nearly that of their time
 * @param asks in the order in which they come
 */
record Readings(long seed, List<Reading> facts, List<Ask> asks) {
  private static final long STEP = ViewWindows.STEP;
  private static final double[][] DOUBLES = {
    {0.125, 0.25, 0.5, 1, 2, 3.5, -0.75, 0.1},
    {1e16, 1, -1e16, 0.1, 3, -1, 1e-9, 0x1p53},
    {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 1e300, 1e-300, -4.9e-324, 1, 0.7},
    {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, 0.0, -0.0, 1, Double.NEGATIVE_INFINITY},
    {0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0, 0.5}
  };
  private static final List<String> TEXTS = List.of("", "a", "b", "é", "\uD83D\uDE00", "zz", "A");
  private static final List<BigDecimal> DECIMALS =
      List.of(
          new BigDecimal("1.0"),
          new BigDecimal("1.00"),
          new BigDecimal("-2.5"),
          new BigDecimal("0E+3"),
          new BigDecimal("0.000"),
          new BigDecimal("123456789012345678901234567890.5"));

  Readings {
    facts = List.copyOf(facts);
    asks = List.copyOf(asks);
  }

  /**
   * How large a history is, and how it comes.
   *
   * @param span of its time, in steps
   * @param disorder how far a row comes behind others, at most, in microseconds
   */
  record Size(int keys, int facts, int asks, int span, long disorder) {
    /** As many steps as a key has facts, so that windows of a few steps hold a few facts. */
    static Size of(int keys, int facts, int asks, long disorder) {
      return new Size(keys, facts, asks, Math.max(8, facts / keys), disorder);
    }
  }

  /** A history and questions from a seed. */
  static Readings of(long seed, Size size) {
    return new Making(seed, size).readings();
  }

  /** A microsecond UTC, rounded down. */
  static long micros(Instant at) {
    return Math.floorDiv(ChronoUnit.NANOS.between(Instant.EPOCH, at), 1_000L);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static final class Making {
    private final long seed;
    private final Size size;
    private final Random random;
    private final double[] doubles;
    private final long start;

    Making(long seed, Size size) {
      this.seed = seed;
      this.size = size;
      this.random = new Random(seed * 131 + 3);
      this.doubles = DOUBLES[random.nextInt(DOUBLES.length)];
      this.start =
          switch (random.nextInt(3)) {
            case 0 -> -size.span() / 2 * STEP;
            case 1 -> -2_208_988_800_000_000L;
            default -> 1_300_000_000_000_000L;
          };
    }

    Readings readings() {
      List<Reading> facts = new ArrayList<>();
      for (int tag = 0; tag < size.facts(); tag++) {
        Reading fact = fact(tag);
        facts.add(fact);
        if (random.nextInt(12) == 0) {
          facts.add(fact);
        }
      }
      List<Ask> asks = new ArrayList<>();
      for (int id = 0; id < size.asks(); id++) {
        asks.add(ask(id, facts.get(random.nextInt(facts.size()))));
      }
      return new Readings(
          seed,
          nearlyInOrder(facts, Comparator.comparing(Reading::at), Reading::at),
          nearlyInOrder(asks, Comparator.comparing(Ask::at), Ask::at));
    }

    /** Shuffled, but nothing further behind what came before than the disorder. */
    private <T> List<T> nearlyInOrder(
        List<T> rows, Comparator<T> byTime, java.util.function.Function<T, Instant> time) {
      record Placed<T>(T row, long place) {}
      List<T> sorted = new ArrayList<>(rows);
      Collections.shuffle(sorted, random);
      sorted.sort(byTime);
      List<Placed<T>> placed = new ArrayList<>();
      for (T row : sorted) {
        long jitter = size.disorder() == 0 ? 0 : random.nextLong(size.disorder());
        placed.add(new Placed<>(row, micros(time.apply(row)) + jitter));
      }
      placed.sort(Comparator.comparingLong(Placed::place));
      return placed.stream().map(Placed::row).toList();
    }

    private Reading fact(long tag) {
      Instant at = time(start + random.nextInt(size.span()) * STEP);
      int key = key();
      return new Reading(
          tag,
          key == 0 ? null : "k" + key,
          random.nextBoolean() ? Region.NORTH : Region.SOUTH,
          random.nextInt(10) == 0 ? null : (long) key,
          at,
          known(at),
          random.nextInt(3),
          kind(),
          "id" + random.nextInt(1 + size.facts() / 3),
          aDouble(),
          random.nextInt(3) == 0 ? null : aDouble(),
          random.nextInt(7) - 3,
          random.nextInt(3) == 0 ? null : random.nextLong(1_000_000_000_000_000L) - (1L << 48),
          random.nextInt(4) - 2,
          any(DECIMALS),
          random.nextInt(3) == 0 ? null : any(DECIMALS),
          any(TEXTS),
          random.nextInt(3) == 0 ? null : any(TEXTS),
          random.nextInt(3) == 0 ? null : any(List.of(Region.values())),
          random.nextInt(3) == 0 ? Optional.empty() : Optional.of(any(TEXTS)));
    }

    /** The key 0 stands for none, and the key 1 is hot. */
    private int key() {
      return random.nextInt(5) == 0 ? 1 : random.nextInt(size.keys() + 1);
    }

    private Instant time(long onGrid) {
      long micros =
          switch (random.nextInt(10)) {
            case 0 -> onGrid - 1;
            case 1 -> onGrid + 1;
            case 2 -> onGrid + STEP / 2;
            default -> onGrid;
          };
      return instant(micros).plusNanos(random.nextInt(12) == 0 ? 999 : 0);
    }

    private Instant known(Instant at) {
      long later =
          switch (random.nextInt(8)) {
            case 0 -> -STEP;
            case 1 -> 1;
            case 2 -> STEP;
            case 3 -> 3 * STEP;
            case 4 -> 30 * STEP;
            default -> 0;
          };
      return at.plus(later, ChronoUnit.MICROS);
    }

    private ChangeKind kind() {
      return switch (random.nextInt(12)) {
        case 0 -> ChangeKind.DELETE;
        case 1, 2 -> ChangeKind.RETRACT;
        default -> ChangeKind.UPSERT;
      };
    }

    private double aDouble() {
      return doubles[random.nextInt(doubles.length)];
    }

    private <V> V any(List<V> values) {
      return values.get(random.nextInt(values.size()));
    }

    /** About a fact's key, mostly, and on an edge of something that begins or ends with it. */
    private Ask ask(long id, Reading about) {
      long at = micros(random.nextInt(4) == 0 ? about.known() : about.at());
      at += random.nextInt(3) == 0 ? 0 : ViewWindows.anyLength(random);
      at += random.nextInt(4) == 0 ? ViewWindows.anyLength(random) : 0;
      at += random.nextInt(4) == 0 ? random.nextInt(40) * STEP : 0;
      at += random.nextInt(3) == 0 ? random.nextInt(3) - 1 : 0;
      boolean isStrange = random.nextInt(20) == 0;
      return new Ask(
          id,
          isStrange ? unknown() : about.sensor(),
          isStrange ? Region.WEST : about.region(),
          isStrange ? null : about.line(),
          instant(at).plusNanos(random.nextInt(12) == 0 ? 999 : 0));
    }

    private @Nullable String unknown() {
      return random.nextBoolean() ? null : "unknown";
    }
  }
}
