package dev.millrace;

import dev.millrace.feature.PartlyAnswered;
import dev.millrace.plan.AsOfTarget;
import dev.millrace.plan.Bound;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Step;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.plan.ViewUse;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says, component by component, what the rows of an as-of join hold. What is not set is bound by
 * name: to the column of the asking rows or of the features that has it.
 *
 * <p>Mutable: each method changes this builder and returns it.
 *
 * @param <S> the asking rows
 * @param <O> the rows that come out
 */
@CheckReturnValue
public final class AsOfRows<S, O> {
  private final Node<S> rows;
  private final List<AsOf.Asked> asked;
  private final String step;
  private final String site;
  private final Optional<Shape<O>> out;
  private final Unfinished begun;
  private final Map<String, AsOfTarget> targets = new LinkedHashMap<>();

  AsOfRows(Node<S> rows, List<AsOf.Asked> asked, String step, String site, Optional<Shape<O>> out) {
    this.rows = rows;
    this.asked = asked;
    this.step = step;
    this.site = site;
    this.out = out;
    this.begun =
        rows.graph()
            .begin(
                step, site, "The join is never built", "end it with .build() and use the result");
  }

  private void problem(PlanCode code, String what, String why, String fix) {
    rows.graph().problem(code, step, site, what, why, fix);
  }

  /** A component gets a feature. */
  public <F, V> AsOfRows<S, O> set(
      Field<O, V> target, Features<?, F> features, Field<F, V> feature) {
    int view = viewOf(features);
    if (view < 0) {
      problem(
          PlanCode.COMPONENT_NOT_SET,
          "Features of " + features.title() + " are set that were not asked for",
          "a row has the features it asked for",
          "ask for them before: .asOf(key, features)");
      return this;
    }
    features
        .view()
        .flatMap(definition -> featureOf(definition, feature))
        .ifPresent(source -> bind(target, view, source));
    return this;
  }

  /** A component gets a column of the asking row. */
  public <V> AsOfRows<S, O> set(Field<O, V> target, Field<S, V> column) {
    rows.shape()
        .flatMap(shape -> rows.graph().column(shape, column, "set", step, site))
        .ifPresent(source -> bind(target, AsOfTarget.ROW, source));
    return this;
  }

  @SuppressWarnings("unchecked") // the features of this very view are of F
  private <F> Optional<Component> featureOf(ViewDefinition view, Field<F, ?> feature) {
    return rows.graph().column((Shape<F>) view.features(), feature, "set", step, site);
  }

  private int viewOf(Features<?, ?> features) {
    for (int i = 0; i < asked.size(); i++) {
      if (asked.get(i).features() == features) {
        return i;
      }
    }
    return -1;
  }

  private void bind(Field<O, ?> field, int view, Component source) {
    out.flatMap(shape -> rows.graph().column(shape, field, "set", step, site))
        .ifPresent(
            target -> {
              if (targets.containsKey(target.name())) {
                problem(
                    PlanCode.COMPONENT_SET_TWICE,
                    target.name() + " is set twice",
                    "the later one would win in silence",
                    "delete one of them");
              }
              bind(target, view, source);
            });
  }

  private void bind(Component target, int view, Component source) {
    if (!target.type().sameValuesAs(source.type())) {
      problem(
          PlanCode.COMPONENT_TYPE,
          target.name()
              + " is "
              + target.type().describe()
              + ", and "
              + from(view)
              + "."
              + source.name()
              + " is "
              + source.type().describe(),
          "a component takes values of its own type",
          "give " + target.name() + " the type " + source.type().describe());
    } else if (source.nullable() && !target.nullable() && !isGuarded(view, source)) {
      problem(
          PlanCode.RESULT_MAY_BE_NULL,
          from(view) + "." + source.name() + " may be null, and " + target.name() + " may not",
          "every row comes out, also one that has no value there",
          "make " + target.name() + " @Nullable, or give the feature .orElse(value)");
    }
    targets.put(target.name(), new AsOfTarget(target, view, source));
  }

  private boolean isGuarded(int view, Component source) {
    return view == AsOfTarget.ROW
        && rows.step().map(last -> NotNull.after(last, source.name())).orElse(true);
  }

  private String from(int view) {
    return view == AsOfTarget.ROW
        ? rows.shape().map(Shape::name).orElse("the row")
        : asked.get(view).features().title();
  }

  /** The rows with their features. Their event time and their ids are those of the asking rows. */
  public Events<O> build() {
    begun.finish();
    out.ifPresent(this::bindByName);
    Optional<List<ViewUse>> uses = uses();
    return new Events<>(
        new Node<>(
            rows.graph(),
            rows.step()
                .flatMap(
                    asking -> uses.flatMap(all -> out.map(shape -> steps(asking, all, shape))))));
  }

  /** The asking rows' columns, then those of each view. */
  private String namesToBind() {
    List<Shape<?>> bound = new ArrayList<>();
    rows.shape().ifPresent(bound::add);
    asked.forEach(each -> each.features().view().ifPresent(view -> bound.add(view.features())));
    return bound.stream().map(Shape::toString).collect(Collectors.joining(" or "));
  }

  private void bindByName(Shape<O> shape) {
    for (Component target : shape.components()) {
      if (!targets.containsKey(target.name())) {
        bindByName(shape, target);
      }
    }
  }

  private void bindByName(Shape<O> shape, Component target) {
    Map<Integer, Component> found = new LinkedHashMap<>();
    rows.shape()
        .flatMap(of -> of.component(target.name()))
        .ifPresent(column -> found.put(AsOfTarget.ROW, column));
    for (int i = 0; i < asked.size(); i++) {
      int view = i;
      asked
          .get(i)
          .features()
          .view()
          .flatMap(definition -> definition.features().component(target.name()))
          .ifPresent(feature -> found.put(view, feature));
    }
    boolean isKnown = asked.stream().allMatch(each -> each.features().view().isPresent());
    if (found.isEmpty() && isKnown && rows.shape().isPresent()) {
      problem(
          PlanCode.COMPONENT_NOT_SET,
          shape.name() + "." + target.name() + " is never set",
          "neither the asking rows nor the features have a column of this name",
          "name it as in %s, or add .set(%s::%s, features, ..)"
              .formatted(namesToBind(), shape.name(), target.name()));
    } else if (found.size() > 1) {
      problem(
          PlanCode.COMPONENT_AMBIGUOUS,
          shape.name()
              + "."
              + target.name()
              + " could be of "
              + String.join(" or of ", found.keySet().stream().map(this::from).toList()),
          "several have a column of this name",
          "say which: .set(" + shape.name() + "::" + target.name() + ", ..)");
    } else {
      found.forEach((view, source) -> bind(target, view, source));
    }
  }

  /** Empty when one of them has a problem; the others are looked at all the same. */
  private Optional<List<ViewUse>> uses() {
    List<Optional<ViewUse>> uses = asked.stream().map(this::use).toList();
    return uses.stream().allMatch(Optional::isPresent)
        ? Optional.of(uses.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  private Optional<ViewUse> use(AsOf.Asked each) {
    Optional<ViewDefinition> view = each.features().view();
    Optional<Step> facts = each.features().facts();
    Optional<Bound> bound = rows.step().flatMap(asking -> facts.map(of -> bound(each, asking, of)));
    boolean fits = view.flatMap(of -> each.key().map(key -> isOfKeyType(key, of))).orElse(false);
    return fits
        ? bound.map(
            chosen ->
                new ViewUse(facts.orElseThrow(), view.orElseThrow(), chosen, each.knowledge()))
        : Optional.empty();
  }

  private Bound bound(AsOf.Asked each, Step asking, Step facts) {
    return new Leakage(rows.graph(), step, site, asking, facts)
        .checked(each.bound(), each.features().title());
  }

  private boolean isOfKeyType(List<Component> key, ViewDefinition view) {
    boolean fits = key.size() == view.key().size();
    for (int i = 0; fits && i < key.size(); i++) {
      fits = key.get(i).type().sameValuesAs(view.key().get(i).type());
    }
    if (!fits) {
      problem(
          PlanCode.VIEW_KEY_TYPE,
          "The key "
              + String.join(", ", key.stream().map(Component::name).toList())
              + " is of another type than that of "
              + view.title(),
          "keys of two types are never equal: nothing would ever be found",
          "ask by columns of the types of the view's key");
    }
    return fits;
  }

  /** A step for each key, in the order in which keys are asked by. */
  private Step steps(Step asking, List<ViewUse> uses, Shape<O> shape) {
    Map<List<Component>, List<Integer>> byKey = new LinkedHashMap<>();
    for (int i = 0; i < uses.size(); i++) {
      byKey.computeIfAbsent(asked.get(i).key().orElseThrow(), key -> new ArrayList<>()).add(i);
    }
    List<Integer> order = byKey.values().stream().flatMap(List::stream).toList();
    List<AsOfTarget> bound =
        targets.values().stream()
            .map(
                target ->
                    target.view() == AsOfTarget.ROW
                        ? target
                        : new AsOfTarget(
                            target.target(), order.indexOf(target.view()), target.source()))
            .toList();
    Step last = asking;
    List<ViewUse> before = new ArrayList<>();
    for (Map.Entry<List<Component>, List<Integer>> group : byKey.entrySet()) {
      List<ViewUse> here = group.getValue().stream().map(uses::get).toList();
      boolean isLast = before.size() + here.size() == uses.size();
      String name = isLast ? step : step + "/" + (before.size() + 1);
      last =
          rows.graph()
              .add(
                  new Step.AsOf(
                      name,
                      site,
                      last,
                      asking.shape(),
                      group.getKey(),
                      here,
                      before,
                      isLast ? shape : Shape.of(PartlyAnswered.class),
                      isLast ? bound : List.of()));
      before.addAll(here);
    }
    return last;
  }
}
