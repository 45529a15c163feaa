package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.Component;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.jspecify.annotations.Nullable;

/** A row with a component of every storage, with and without nulls, of few values each. */
record Wide(
    @Nullable Long whole,
    int small,
    @Nullable Double real,
    double amount,
    float ratio,
    @Nullable String text,
    String name,
    @Nullable BigDecimal price,
    BigDecimal cost,
    @Nullable Colour colour,
    Instant moment,
    @Nullable List<String> words) {
  enum Colour {
    RED,
    GREEN,
    BLUE
  }

  /** The types of lists of each component. */
  record Lists(
      List<Long> whole,
      List<Integer> small,
      List<Double> real,
      List<Double> amount,
      List<Float> ratio,
      List<String> text,
      List<String> name,
      List<BigDecimal> price,
      List<BigDecimal> cost,
      List<Colour> colour,
      List<Instant> moment,
      List<List<String>> words) {}

  /** A row with its event time; its id is its place in the history. */
  record Fact(long time, Wide row) {}

  static final Shape<Wide> SHAPE = Shape.of(Wide.class);
  static final Shape<Lists> LISTS = Shape.of(Lists.class);

  static final List<Component> COMPONENTS = SHAPE.components();

  private static final Long[] WHOLES = {
    null, 0L, -1L, 1L, 2L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40
  };
  private static final Double[] REALS = {
    null,
    0.0,
    -0.0,
    Double.NaN,
    Double.longBitsToDouble(0x7ff8000000000001L),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    1.5
  };
  private static final Double[] AMOUNTS = {
    0.0, -0.0, 1.5, -1.5, 0.1, 1e300, -1e300, Double.MIN_VALUE, 0x1p-500, 0x1p53, 1.0
  };
  private static final String[] TEXTS = {null, "", "a", "b", "ab", "é", "\uD83D\uDE00", "\uFFFD"};
  private static final String[] PRICES = {null, "1", "1.0", "1.00", "-2", "0", "0.00", "1e-30"};

  static Arbitrary<List<Wide>> rows(int most) {
    return Arbitraries.randomValue(Wide::random).list().ofMaxSize(most);
  }

  static Arbitrary<List<Fact>> facts(int most) {
    return Arbitraries.randomValue(random -> new Fact(random.nextInt(4) - 2, random(random)))
        .list()
        .ofMaxSize(most);
  }

  static Wide random(Random random) {
    String price = any(random, PRICES);
    String cost = any(random, PRICES);
    return new Wide(
        any(random, WHOLES),
        random.nextInt(4) - 2,
        any(random, REALS),
        any(random, AMOUNTS),
        random.nextInt(3) / 10f,
        any(random, TEXTS),
        "n" + random.nextInt(5),
        price == null ? null : new BigDecimal(price),
        cost == null ? BigDecimal.TEN : new BigDecimal(cost),
        random.nextInt(4) == 0 ? null : any(random, Colour.values()),
        Instant.ofEpochSecond(random.nextInt(3) - 1, 1_000),
        random.nextInt(4) == 0 ? null : List.of("w" + random.nextInt(2), ""));
  }

  /** A row whose values differ from those of other numbers, where its types have so many. */
  static Wide numbered(int i) {
    Wide any = random(new Random(i));
    return new Wide(
        (long) i,
        i,
        i / 10.0,
        i * 7.0,
        i,
        "text " + i,
        "name " + i,
        any.price(),
        any.cost(),
        any.colour(),
        any.moment().plusSeconds(i),
        List.of("word " + i));
  }

  private static <V> V any(Random random, V[] values) {
    return values[random.nextInt(values.length)];
  }

  /** Adds facts, each of an id, to one slot. */
  static void add(Accumulators to, int slot, List<Fact> facts, long firstId) {
    to.add(slots(slot, facts.size()), block(facts, firstId), Selection.all(facts.size()));
  }

  static int[] slots(int slot, int size) {
    int[] slots = new int[size];
    Arrays.fill(slots, slot);
    return slots;
  }

  static Block<Wide> block(List<Fact> facts, long firstId) {
    int size = facts.size();
    long[] ids = new long[size];
    for (int i = 0; i < size; i++) {
      ids[i] = firstId + i;
    }
    return Block.ofRows(
        SHAPE,
        facts.stream().map(Fact::row).toArray(),
        Selection.all(size),
        Provenance.of("", new long[size], ids).at(facts.stream().mapToLong(Fact::time).toArray()));
  }
}
