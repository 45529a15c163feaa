package dev.millrace.testkit;

import dev.millrace.feature.FeatureAnswer;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.ViewShape.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The evaluator, fed and asked in several ways. */
enum EvaluatorWay implements AnsweringWay {
  /** All facts as they come, then all questions. */
  IN_ORDER("evaluator") {
    @Override
    <K, F> List<ViewAnswer> found(
        ViewShape<K, F> shape, List<Reading> facts, List<Ask> asks, Random random) {
      FeatureEvaluator<K, Reading, F> evaluator = shape.view().evaluator();
      facts.forEach(evaluator::update);
      return new Asking<>(shape).each(evaluator, asks);
    }
  },
  /** Facts in any order; questions of one time together. */
  SHUFFLED("evaluator, shuffled") {
    @Override
    <K, F> List<ViewAnswer> found(
        ViewShape<K, F> shape, List<Reading> facts, List<Ask> asks, Random random) {
      FeatureEvaluator<K, Reading, F> evaluator = shape.view().evaluator();
      shuffled(facts, random).forEach(evaluator::update);
      return new Asking<>(shape).byTime(evaluator, asks);
    }
  },
  /** The state of each key moves to another evaluator in the middle of its facts. */
  RESTORED("evaluator, restored") {
    @Override
    <K, F> List<ViewAnswer> found(
        ViewShape<K, F> shape, List<Reading> facts, List<Ask> asks, Random random) {
      FeatureEvaluator<K, Reading, F> before = shape.view().evaluator();
      List<Reading> shuffled = shuffled(facts, random);
      int half = facts.size() / 2;
      shuffled.subList(0, half).forEach(before::update);
      FeatureEvaluator<K, Reading, F> after = moved(shape, before, facts);
      shuffled.subList(half, facts.size()).forEach(after::update);
      return new Asking<>(shape).each(after, asks);
    }
  },
  /**
   * Time goes on: facts come when they happen, or when they are known, and what no later question
   * can see is evicted.
   */
  EVICTED("evaluator, evicted") {
    @Override
    <K, F> List<ViewAnswer> found(
        ViewShape<K, F> shape, List<Reading> facts, List<Ask> asks, Random random) {
      return new Asking<>(shape).evicting(shape.view().evaluator(), facts, asks);
    }
  };

  private final String title;

  EvaluatorWay(String title) {
    this.title = title;
  }

  abstract <K, F> List<ViewAnswer> found(
      ViewShape<K, F> shape, List<Reading> facts, List<Ask> asks, Random random);

  @Override
  public String title() {
    return title;
  }

  @Override
  public boolean canSee(Sight sight) {
    return sight.equals(Sight.SERVED);
  }

  @Override
  public boolean canAskSelf() {
    return false;
  }

  @Override
  public <K> List<ViewAnswer> answers(
      ViewShape<K, ?> shape, List<Reading> facts, List<Ask> asks, Sight sight) {
    return found(shape, facts, asks, new Random(shape.seed()));
  }

  @Override
  public <K> List<ViewAnswer> selfAnswers(
      ViewShape<K, ?> shape, List<Reading> facts, List<Integer> asking, Sight sight) {
    throw new UnsupportedOperationException("an evaluator is asked by no fact");
  }

  private static List<Reading> shuffled(List<Reading> facts, Random random) {
    List<Reading> shuffled = new ArrayList<>(facts);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private static <K, F> FeatureEvaluator<K, Reading, F> moved(
      ViewShape<K, F> shape, FeatureEvaluator<K, Reading, F> from, List<Reading> facts) {
    FeatureEvaluator<K, Reading, F> to = shape.view().evaluator();
    Set<K> keys = new HashSet<>();
    for (Reading fact : facts) {
      K key = shape.key().of(fact);
      if (key != null && keys.add(key)) {
        from.state(key).ifPresent(to::restore);
      }
    }
    return to;
  }

  /** Asks an evaluator. */
  private static final class Asking<K, F> {
    private final ViewShape<K, F> shape;
    private final Shape<F> features;

    /** Those that have a status. */
    private final List<Component> told;

    private int asked;

    Asking(ViewShape<K, F> shape) {
      this.shape = shape;
      this.features = Shape.of(shape.features());
      this.told =
          features.components().stream()
              .filter(each -> shape.columns().containsKey(each.name()))
              .toList();
    }

    List<ViewAnswer> each(FeatureEvaluator<K, Reading, F> evaluator, List<Ask> asks) {
      List<F> rows = new ArrayList<>();
      List<Told> whys = new ArrayList<>();
      for (Ask ask : asks) {
        FeatureAnswer<F> answer = evaluator.ask(shape.key().of(ask), ask.at());
        rows.add(answer.features());
        whys.add(told(answer));
      }
      List<ViewAnswer> found = ViewAnswer.of(features, features, rows);
      for (int i = 0; i < found.size(); i++) {
        Told why = whys.get(i);
        found.get(i).tell(why.component(), why.answer().status(why.field()), why.newest());
      }
      return found;
    }

    private Told told(FeatureAnswer<F> answer) {
      Component component = told.get(asked++ % told.size());
      Field<F, ?> field = shape.columns().get(component.name());
      return new Told(component.index(), field, answer);
    }

    /** One of the features, why it has its value, and how old that is. */
    private final class Told {
      private final int component;
      private final Field<F, ?> field;
      private final FeatureAnswer<F> answer;

      Told(int component, Field<F, ?> field, FeatureAnswer<F> answer) {
        this.component = component;
        this.field = field;
        this.answer = answer;
      }

      int component() {
        return component;
      }

      Field<F, ?> field() {
        return field;
      }

      FeatureAnswer<F> answer() {
        return answer;
      }

      OptionalLong newest() {
        Optional<Duration> age = answer.age(field);
        return age.isPresent()
            ? OptionalLong.of(Readings.micros(answer.at().minus(age.get())))
            : OptionalLong.empty();
      }
    }

    List<ViewAnswer> byTime(FeatureEvaluator<K, Reading, F> evaluator, List<Ask> asks) {
      Map<Instant, List<Integer>> byTime = new LinkedHashMap<>();
      for (int i = 0; i < asks.size(); i++) {
        byTime.computeIfAbsent(asks.get(i).at(), each -> new ArrayList<>()).add(i);
      }
      List<F> rows = new ArrayList<>(Collections.nCopies(asks.size(), null));
      byTime.forEach(
          (at, places) -> {
            List<@Nullable K> keys = new ArrayList<>();
            places.forEach(place -> keys.add(shape.key().of(asks.get(place))));
            List<F> all = evaluator.getAll(keys, at);
            for (int i = 0; i < places.size(); i++) {
              rows.set(places.get(i), all.get(i));
            }
          });
      return ViewAnswer.of(features, features, rows);
    }

    List<ViewAnswer> evicting(
        FeatureEvaluator<K, Reading, F> first, List<Reading> facts, List<Ask> asks) {
      List<Reading> coming = new ArrayList<>(facts);
      coming.sort(Comparator.comparingLong(this::comes));
      List<Integer> order = new ArrayList<>();
      asks.forEach(ask -> order.add(order.size()));
      order.sort(Comparator.comparing(place -> asks.get(place).at()));
      List<F> rows = new ArrayList<>(Collections.nCopies(asks.size(), null));
      FeatureEvaluator<K, Reading, F> evaluator = first;
      int came = 0;
      for (int place : order) {
        Ask ask = asks.get(place);
        long now = Readings.micros(ask.at());
        while (came < coming.size() && comes(coming.get(came)) <= now) {
          evaluator.update(coming.get(came++));
        }
        if (any(ask.id(), 3) == 0) {
          evaluator.evict(ask.at());
        }
        if (any(ask.id(), 100) == 0) {
          evaluator = moved(shape, evaluator, facts);
        }
        rows.set(place, evaluator.get(shape.key().of(ask), ask.at()));
      }
      return ViewAnswer.of(features, features, rows);
    }

    /** By the row alone, so that a smaller history goes the same way. */
    private int any(long row, int bound) {
      return new Random(shape.seed() * 1_000_003 + row).nextInt(bound);
    }

    /** When a fact comes: before anybody can know of it, or as soon as somebody can. */
    private long comes(Reading fact) {
      boolean isByColumn =
          shape.definition().availability() != null
              && shape.definition().availability().column() != null;
      boolean isLater = isByColumn && fact.known().isAfter(fact.at());
      return switch (any(fact.tag(), 4)) {
        case 0 -> Long.MIN_VALUE;
        case 1, 2 -> Readings.micros(isLater ? fact.known() : fact.at());
        default -> Readings.micros(fact.at());
      };
    }
  }
}
