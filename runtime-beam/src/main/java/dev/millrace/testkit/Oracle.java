package dev.millrace.testkit;

import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.DerivedFeature;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.StatusFeature;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.testkit.OracleAnswer.Feature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers for a feature view by brute force: every question scans all facts of its key. It shares
 * the view's definition with the feature core, and no code, so that where both answer alike they
 * agree on what SEMANTICS S1 to S12 say.
 *
 * <p>A question over 30 facts takes microseconds. Immutable. The functions of the view's author are
 * called again for every question; when one throws, so does the oracle, as an
 * IllegalStateException.
 */
final class Oracle {
  private final ViewDefinition view;
  private final List<OracleFact> facts;

  /**
   * @param facts of one key, in any order; second deliveries are ignored
   */
  Oracle(ViewDefinition view, List<OracleFact> facts) {
    this.view = view;
    this.facts = List.copyOf(new TreeSet<>(facts));
  }

  /**
   * The features of the key.
   *
   * @throws ArithmeticException when a sum of whole numbers does not fit a long
   */
  OracleAnswer answer(OracleQuestion question) {
    return answer(call -> folded(call, question));
  }

  /** The features of a question that has no key (SEMANTICS S11). */
  OracleAnswer answerWithoutKey() {
    return answer(call -> folded(call, List.of(), 0, FeatureStatus.NULL_KEY));
  }

  private OracleAnswer answer(Function<FeatureCall, Feature> fold) {
    Map<Component, Feature> found = new HashMap<>();
    view.calls().forEach(call -> found.put(call.target(), fold.apply(call)));
    return new OracleAnswer(
        view.features().components().stream().map(component -> find(component, found)).toList());
  }

  private Feature folded(FeatureCall call, OracleQuestion question) {
    OracleWindow window = new OracleWindow(view, call, facts, question);
    List<OracleFact> counting = window.counting();
    return counting.isEmpty()
        ? folded(call, counting, question.at(), window.statusOfNone())
        : folded(call, counting, question.at(), FeatureStatus.PRESENT);
  }

  /**
   * @param status of the feature, unless facts count and have no result
   */
  private Feature folded(
      FeatureCall call, List<OracleFact> counting, long at, FeatureStatus status) {
    Object result = new OracleFold(call, counting, at).result();
    boolean isNull = result == null && !counting.isEmpty();
    return new Feature(
        held(call.target(), edited(result, call)),
        isNull ? FeatureStatus.NULL : status,
        counting.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(counting.get(counting.size() - 1).eventTime()),
        OracleFold.isExact(call.function()));
  }

  private static @Nullable Object edited(@Nullable Object result, FeatureCall call) {
    Object value = result;
    for (FeatureCall.Edit edit : call.edits()) {
      if (edit instanceof FeatureCall.OrElse orElse) {
        value = value == null ? orElse.value() : value;
      } else if (edit instanceof FeatureCall.Then then) {
        value = then(then, value);
      }
    }
    return value;
  }

  private static @Nullable Object then(FeatureCall.Then then, @Nullable Object value) {
    return value == null ? null : OracleCode.call(then.name(), () -> then.fn().fn().apply(value));
  }

  /** As a component holds a value that a function made: an Instant in whole microseconds. */
  private @Nullable Object held(Component target, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    ComponentCodec codec = view.features().codec(target.index());
    ColumnBuilder column = view.features().builder(target.index(), 1);
    codec.append(value, column);
    return codec.value(column.build(), 0);
  }

  /** A component, and before it those that it is made of. */
  private Feature find(Component component, Map<Component, Feature> found) {
    Feature known = found.get(component);
    if (known != null) {
      return known;
    }
    Feature made = made(component, found);
    found.put(component, made);
    return made;
  }

  private Feature made(Component component, Map<Component, Feature> found) {
    for (DerivedFeature derived : view.derived()) {
      if (derived.target().equals(component)) {
        return derived(derived, find(derived.first(), found), find(derived.second(), found));
      }
    }
    for (StatusFeature status : view.statuses()) {
      if (status.target().equals(component)) {
        Feature of = find(status.of(), found);
        return new Feature(of.status(), of.status(), of.newest(), true);
      }
    }
    throw new IllegalArgumentException(view.title() + " does not set " + component.name());
  }

  private Feature derived(DerivedFeature derived, Feature first, Feature second) {
    Object left = first.value();
    Object right = second.value();
    Object value =
        left == null || right == null
            ? null
            : OracleCode.call(derived.name(), () -> derived.fn().fn2().apply(left, right));
    return new Feature(
        held(derived.target(), value),
        first.status() == FeatureStatus.PRESENT ? second.status() : first.status(),
        newer(first.newest(), second.newest()),
        first.isExact() && second.isExact());
  }

  private static OptionalLong newer(OptionalLong first, OptionalLong second) {
    return first.isPresent() && second.isPresent()
        ? OptionalLong.of(Math.max(first.getAsLong(), second.getAsLong()))
        : first.isPresent() ? first : second;
  }
}
