package dev.millrace;

import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.plan.DerivedFeature;
import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.StatusFeature;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Fn2;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says, component by component, what the features of a view are. Every component is set exactly
 * once; plan() names those that are not.
 *
 * <p>Mutable: each method changes this builder and returns it.
 *
 * @param <K> the key's type
 * @param <T> the facts
 * @param <F> the features
 */
@CheckReturnValue
public final class FeatureViewBuilder<K, T, F> {
  private final FactsDraft draft;
  private final Class<F> type;
  private final String site = CallSite.here();
  private final Optional<Shape<F>> features;
  private final Set<String> set = new HashSet<>();
  private final IdentityHashMap<Object, OpaqueFn> conditions = new IdentityHashMap<>();
  private final List<FeatureCall> calls = new ArrayList<>();
  private final List<DerivedFeature> derived = new ArrayList<>();
  private final List<StatusFeature> statuses = new ArrayList<>();

  FeatureViewBuilder(FactsDraft draft, Class<F> type) {
    this.draft = draft;
    this.type = type;
    this.features = draft.graph().shape(type, "view " + draft.title(), site);
  }

  private void problem(ErrorCode code, String what, String why, String fix) {
    draft.problem(code, what, why, fix);
  }

  private <V> Optional<Component> component(Field<F, V> field, String argument) {
    return features.flatMap(
        shape -> draft.graph().column(shape, field, argument, "view " + draft.title(), site));
  }

  /** The component, unless it cannot be found; a second claim of the same one is a problem. */
  private <V> Optional<Component> claim(Field<F, V> field, String argument) {
    Optional<Component> target = component(field, argument);
    target.ifPresent(
        found -> {
          if (!set.add(found.name())) {
            problem(
                PlanCode.COMPONENT_SET_TWICE,
                found.name() + " is set twice",
                "the later one would win in silence",
                "delete one of them");
          }
        });
    return target;
  }

  /** A component gets the value of a feature. */
  public <V> FeatureViewBuilder<K, T, F> set(Field<F, V> target, Feature<? super T, V> feature) {
    claim(target, "set")
        .flatMap(component -> feature.resolve(component, draft::column))
        .ifPresent(
            call -> {
              new FeatureChecks(draft).check(call);
              calls.add(withSharedConditions(call));
            });
    return this;
  }

  /** One function is one condition, in however many features it is used. */
  private FeatureCall withSharedConditions(FeatureCall call) {
    return new FeatureCall(
        call.function(),
        call.input(),
        call.parameter(),
        shared(call.part()),
        shared(call.where()),
        call.window(),
        call.edits(),
        call.target());
  }

  private @Nullable Where shared(@Nullable Where where) {
    if (where == null) {
      return null;
    }
    OpaqueFn known = conditions.putIfAbsent(where.condition().fn(), where.condition());
    return known == null ? where : new Where(where.name(), known);
  }

  /**
   * A component gets what a function makes of two others, which are set before it; null where one
   * of them is, without asking the function.
   *
   * @param name of the function, for plans and lineage
   */
  public <A, B, V> FeatureViewBuilder<K, T, F> derive(
      String name,
      Field<F, V> target,
      Field<F, A> first,
      Field<F, B> second,
      Fn2<? super A, ? super B, ? extends V> fn) {
    Optional<Component> left = component(first, "derive").filter(this::isSet);
    Optional<Component> right = component(second, "derive").filter(this::isSet);
    draft
        .graph()
        .requireName(
            name,
            "view " + draft.title(),
            site,
            "A derived feature has no name",
            "plans and lineage name what it is made by",
            "say what it is: .derive(\"mean\", ..)");
    claim(target, "derive")
        .ifPresent(
            component ->
                left.ifPresent(
                    a -> right.ifPresent(b -> derive(name, OpaqueFn.of(fn), a, b, component))));
    return this;
  }

  private void derive(
      String name, OpaqueFn fn, Component first, Component second, Component target) {
    if (!target.nullable() && (first.nullable() || second.nullable())) {
      problem(
          PlanCode.RESULT_MAY_BE_NULL,
          target.name() + " is derived from what may be null, and may not be null itself",
          "what is made of null is null",
          "set the others with .orElse(value), or make " + target.name() + " @Nullable");
    }
    DerivedFeature feature = new DerivedFeature(name, fn, first, second, target);
    new FeatureChecks(draft).gives(target, feature.describe(), fn.fn2());
    derived.add(feature);
  }

  private boolean isSet(Component component) {
    if (!set.contains(component.name())) {
      problem(
          PlanCode.DERIVED_TOO_EARLY,
          component.name() + " is used before it is set",
          "a derived feature is made of those before it",
          "set " + component.name() + " first");
      return false;
    }
    if (statuses.stream().anyMatch(status -> status.target().equals(component))) {
      problem(
          PlanCode.DERIVED_TOO_EARLY,
          component.name() + " is a status, and used as a feature",
          "statuses are told when all features are made",
          "use the feature that it is the status of; look at statuses in the rows that come out");
      return false;
    }
    return true;
  }

  /** A component gets the status of a feature that is set before it (SEMANTICS S11). */
  public FeatureViewBuilder<K, T, F> status(Field<F, FeatureStatus> target, Field<F, ?> feature) {
    Optional<Component> of = component(feature, "status").filter(this::isSet);
    claim(target, "status")
        .ifPresent(
            component -> of.ifPresent(found -> statuses.add(new StatusFeature(found, component))));
    return this;
  }

  /** The view. Problems are told by plan() and by {@link FeatureView#evaluator}. */
  public FeatureView<K, T, F> build() {
    features.ifPresent(this::everythingIsSet);
    new FeatureChecks(draft).conditions(calls);
    List<Problem> problems = draft.graph().problems();
    return new FeatureView<>(
        draft.title(), type, problems.isEmpty() ? definition() : Optional.empty(), problems);
  }

  private Optional<ViewDefinition> definition() {
    return draft
        .facts()
        .flatMap(
            facts ->
                draft
                    .key()
                    .flatMap(
                        key ->
                            draft
                                .time()
                                .flatMap(
                                    time ->
                                        features.map(
                                            shape -> definition(facts, key, time, shape)))));
  }

  private ViewDefinition definition(
      Shape<?> facts, List<Component> key, Component time, Shape<?> shape) {
    return new ViewDefinition(
        draft.name(),
        draft.version(),
        facts,
        key,
        draft.keyType(),
        time,
        draft.availability(),
        draft.sequence(),
        draft.id(),
        draft.kind(),
        draft.ttl(),
        shape,
        calls,
        derived,
        statuses);
  }

  private void everythingIsSet(Shape<F> shape) {
    for (Component component : shape.components()) {
      if (!set.contains(component.name())) {
        problem(
            PlanCode.COMPONENT_NOT_SET,
            shape.name() + "." + component.name() + " is never set",
            "an answer needs all its components",
            "add .set(" + shape.name() + "::" + component.name() + ", ..) or .derive");
      }
    }
  }
}
