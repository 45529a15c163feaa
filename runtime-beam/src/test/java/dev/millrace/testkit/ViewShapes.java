package dev.millrace.testkit;

import dev.millrace.FeatureView;
import dev.millrace.FeatureViewBuilder;
import dev.millrace.plan.Bound;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.Knowledge;
import dev.millrace.record.Field;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generates views over {@link Reading}s, each from a seed, in the public language. */
final class ViewShapes {
  private static final List<Bound> BOUNDS = List.of(Bound.values());

  private final long seed;
  private final Random random;
  private final long ttl;

  private ViewShapes(long seed) {
    this.seed = seed;
    this.random = new Random(seed * 31 + 7);
    this.ttl = random.nextInt(3) == 0 ? ViewWindows.anyLength(random) : FactWindow.FOREVER;
  }

  /** A view whose features are {@link Numbers}. */
  static ViewShape<?, Numbers> numbers(long seed) {
    ViewShapes shapes = new ViewShapes(seed);
    return shapes.numbers(shapes.key());
  }

  /** A view whose features are {@link Things}. */
  static ViewShape<?, Things> things(long seed) {
    ViewShapes shapes = new ViewShapes(seed);
    return shapes.things(shapes.key());
  }

  private KeyChoice<?> key() {
    return KeyChoice.ALL.get(random.nextInt(KeyChoice.ALL.size()));
  }

  private <K> ViewShape<K, Numbers> numbers(KeyChoice<K> key) {
    FeatureViewBuilder<K, Reading, Numbers> builder = facts("numbers", key).as(Numbers.class);
    new NumberFeatures(random, windows()).set(builder);
    return shape(key, builder.build(), Numbers.class, NumberFeatures.COLUMNS);
  }

  private <K> ViewShape<K, Things> things(KeyChoice<K> key) {
    FeatureViewBuilder<K, Reading, Things> builder = facts("things", key).as(Things.class);
    new ThingFeatures(random, windows()).set(builder);
    return shape(key, builder.build(), Things.class, ThingFeatures.COLUMNS);
  }

  private ViewWindows windows() {
    return new ViewWindows(random, ttl, random.nextInt(3) > 0);
  }

  private <K> FeatureView.Timed<K, Reading> facts(String name, KeyChoice<K> key) {
    FeatureView.Timed<K, Reading> facts =
        key.of(FeatureView.named(name + "_" + seed, 1).over(Reading.class)).at(Reading::at);
    switch (random.nextInt(5)) {
      case 0, 1 -> facts = facts.availableAt(Reading::known);
      case 2 -> facts = facts.availableAfter(ViewWindows.micros(delay()));
      default -> {}
    }
    if (random.nextInt(5) < 2) {
      facts = facts.sequencedBy(Reading::version);
    }
    if (random.nextInt(2) == 0) {
      facts = facts.identifiedBy(Reading::label);
      facts = random.nextInt(3) == 0 ? facts.identifiedBy(Reading::region) : facts;
    }
    if (random.nextInt(2) == 0) {
      facts = facts.changedBy(Reading::kind);
    }
    return ttl == FactWindow.FOREVER ? facts : facts.ttl(ViewWindows.micros(ttl));
  }

  private long delay() {
    return random.nextBoolean() ? random.nextInt(3) : ViewWindows.anyLength(random);
  }

  private <K, F> ViewShape<K, F> shape(
      KeyChoice<K> key,
      FeatureView<K, Reading, F> view,
      Class<F> features,
      Map<String, Field<F, ?>> columns) {
    Bound bound = random.nextInt(3) > 0 ? Bound.CLOSED : Bound.BEFORE;
    Bound self = BOUNDS.get(random.nextInt(BOUNDS.size()));
    return new ViewShape<>(
        seed,
        key,
        view,
        features,
        columns,
        new Sight(bound, knowledge()),
        new Sight(self, knowledge()));
  }

  private Knowledge knowledge() {
    return random.nextInt(3) > 0 ? Knowledge.AS_SERVED : Knowledge.CORRECTED;
  }
}
