package dev.millrace.testkit;

import dev.millrace.Aggregation;
import dev.millrace.FactAggregation;
import dev.millrace.Feature;
import dev.millrace.record.Fn;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The windows and conditions that the features of one generated view share. Few, so that features
 * meet in one window; and on the grid on which facts and questions lie, or next to it.
 */
final class ViewWindows {
  /**
   * Facts and questions lie on multiples of so many microseconds, or next to them. Every other one
   * lies between two milliseconds of Beam's; and a stream works in turns of a second at least, many
   * of which a history has to span.
   */
  static final long STEP = 250_500;

  private static final long[] LENGTHS = {
    1, STEP - 1, STEP, STEP + 1, 2 * STEP, 3 * STEP, 7 * STEP - 1, 7 * STEP, 20 * STEP
  };
  private static final long[] OFFSETS = {1, STEP, 4 * STEP, 4 * STEP + 1};
  private static final long[] HOPS = {1, 300, STEP, 2 * STEP};

  private static final List<Condition> CONDITIONS =
      List.of(
          new Condition("large", row -> row.amount() > 0.5),
          new Condition("noted", row -> row.note() != null),
          new Condition("northern", row -> row.region() == Reading.Region.NORTH),
          new Condition("odd", row -> row.units() % 2 != 0),
          new Condition("never", row -> false),
          new Condition("as it says", row -> row.hint().isPresent()));

  /** A named condition; one function however many features use it. */
  record Condition(String name, Fn<Reading, Boolean> holds) {}

  /**
   * @param length in microseconds; 0 where the window has none
   * @param facts the latest; 0 for all
   */
  private record Choice(long length, int facts, long offset, long hop) {
    <V> Feature<? super Reading, V> of(Aggregation<? super Reading, V> of) {
      return placed(
          length > 0 ? of.over(micros(length)) : facts > 0 ? of.overLast(facts) : of.overAll());
    }

    <V> Feature<? super Reading, V> of(FactAggregation<? super Reading, V> of) {
      return placed(
          length > 0 ? of.over(micros(length)) : facts > 0 ? of.overLast(facts) : of.overAll());
    }

    private <V> Feature<? super Reading, V> placed(Feature<? super Reading, V> feature) {
      Feature<? super Reading, V> placed = offset > 0 ? feature.offset(micros(offset)) : feature;
      return hop > 0 ? placed.tail(micros(hop)) : placed;
    }
  }

  private final Random random;
  private final long ttl;
  private final List<Choice> choices = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();

  /**
   * @param ttl of the view, in microseconds: offsets are shorter
   * @param isBounded whether all windows have a length
   */
  ViewWindows(Random random, long ttl, boolean isBounded) {
    this.random = random;
    this.ttl = ttl;
    int size = 1 + random.nextInt(4);
    while (choices.size() < size) {
      choices.add(isBounded || random.nextBoolean() ? ofLength() : withoutLength());
    }
    while (random.nextInt(3) > 0 && conditions.size() < 3) {
      conditions.add(CONDITIONS.get(random.nextInt(CONDITIONS.size())));
    }
  }

  private Choice ofLength() {
    long length = any(LENGTHS);
    long hop = random.nextInt(3) == 0 ? Math.min(length, any(HOPS)) : 0;
    return new Choice(length, 0, offset(), hop);
  }

  private Choice withoutLength() {
    return new Choice(0, random.nextBoolean() ? 1 + random.nextInt(5) : 0, offset(), 0);
  }

  private long offset() {
    long offset = random.nextInt(3) == 0 ? any(OFFSETS) : 0;
    return offset < ttl ? offset : 0;
  }

  private long any(long[] values) {
    return values[random.nextInt(values.length)];
  }

  static long anyLength(Random random) {
    return LENGTHS[random.nextInt(LENGTHS.length)];
  }

  static Duration micros(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  static Condition anyCondition(Random random) {
    return CONDITIONS.get(random.nextInt(CONDITIONS.size()));
  }

  <V> Feature<? super Reading, V> in(Aggregation<? super Reading, V> of) {
    return where(choices.get(random.nextInt(choices.size())).of(of));
  }

  <V> Feature<? super Reading, V> in(FactAggregation<? super Reading, V> of) {
    return where(choices.get(random.nextInt(choices.size())).of(of));
  }

  /** In a window that has a length. */
  <V> Feature<? super Reading, V> inLength(FactAggregation<? super Reading, V> of) {
    Choice any = choices.get(random.nextInt(choices.size()));
    return where((any.length() > 0 ? any : ofLength()).of(of));
  }

  private <V> Feature<? super Reading, V> where(Feature<? super Reading, V> feature) {
    if (conditions.isEmpty() || random.nextBoolean()) {
      return feature;
    }
    Condition condition = conditions.get(random.nextInt(conditions.size()));
    return feature.<Reading>where(condition.name(), condition.holds());
  }
}
