package dev.millrace;

import dev.millrace.plan.Bound;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.PlanCode;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are about to get the features of their keys at their times: a point-in-time join. One
 * row comes out for each that goes in, whether or not there are facts (SEMANTICS S13).
 *
 * <p>What is said of the bound and of knowledge is said of the features that were asked for last.
 *
 * <p>Cost: rows and facts are shuffled and merged in the order of time; a row costs what it costs
 * to look at the facts in its windows. In a stream, a row is answered when all facts up to its time
 * are there.
 *
 * @param <S> the asking rows
 */
@CheckReturnValue
public final class AsOf<S> {
  private final Node<S> rows;
  private final String site;
  private final String step;
  private final Unfinished begun;
  private final List<Asked> asked;

  /** Features that are asked for. */
  record Asked(
      Features<?, ?> features,
      Optional<List<Component>> key,
      @Nullable Bound bound,
      Knowledge knowledge) {}

  private AsOf(Node<S> rows, String site, String step, Unfinished begun, List<Asked> asked) {
    this.rows = rows;
    this.site = site;
    this.step = step;
    this.begun = begun;
    this.asked = asked;
  }

  static <S> AsOf<S> of(Node<S> rows, String site) {
    String step = "asOf:" + rows.root();
    Unfinished begun =
        rows.graph()
            .begin(
                step,
                site,
                "The join does not say what its rows are",
                "end it with .as(Row.class).build() and use the result");
    return new AsOf<>(rows, site, step, begun, List.of());
  }

  /**
   * Asks for the features of a key.
   *
   * @param key the column with the key; a row in which it is null has the status NULL_KEY
   */
  public <K> AsOf<S> asOf(Field<S, K> key, Features<K, ?> features) {
    Optional<List<Component>> columns =
        rows.shape()
            .flatMap(shape -> rows.graph().column(shape, key, "asOf", step, site))
            .map(List::of);
    return with(features, columns);
  }

  /** {@link #asOf(Field, Features)} by the columns named as the components of a key record. */
  public <K> AsOf<S> asOf(Class<K> key, Features<K, ?> features) {
    Optional<List<Component>> columns =
        rows.shape()
            .flatMap(
                shape ->
                    rows.graph()
                        .shape(key, step, site)
                        .flatMap(of -> KeyedEvents.columns(rows.graph(), shape, of, step, site)));
    return with(features, columns);
  }

  private AsOf<S> with(Features<?, ?> features, Optional<List<Component>> key) {
    features.use();
    if (features.graph() != rows.graph()) {
      rows.otherPipeline(step, site);
    }
    if (asked.stream().anyMatch(each -> each.features() == features)) {
      rows.graph()
          .problem(
              PlanCode.VIEW_TWICE,
              step,
              site,
              "The same features of " + features.title() + " are asked for twice",
              "what their columns are could not be told apart",
              "write events.feature(view) once for each key that is asked by");
    }
    List<Asked> more = new ArrayList<>(asked);
    more.add(new Asked(features, key, null, Knowledge.AS_SERVED));
    return new AsOf<>(rows, site, step, begun, more);
  }

  /** A row sees the facts up to and at its time: {@code e <= T} (SEMANTICS S5). */
  public AsOf<S> closed() {
    return bound(Bound.CLOSED);
  }

  /** A row sees the facts before its time: {@code e < T} (SEMANTICS S5). */
  public AsOf<S> before() {
    return bound(Bound.BEFORE);
  }

  /**
   * A row, which is itself a fact of the view, sees the facts before it in the order of SEMANTICS
   * S3.
   */
  public AsOf<S> beforeSelf() {
    return bound(Bound.BEFORE_SELF);
  }

  /** {@link #beforeSelf}, and itself. */
  public AsOf<S> includeSelf() {
    return bound(Bound.INCLUDE_SELF);
  }

  private AsOf<S> bound(Bound bound) {
    Asked last = asked.get(asked.size() - 1);
    if (last.bound() != null) {
      rows.graph()
          .problem(
              PlanCode.BOUND_TWICE,
              step,
              site,
              "Two bounds are given for the features of " + last.features().title(),
              "a row sees either the facts at its time or not",
              "keep one of closed(), before(), beforeSelf() and includeSelf()");
    }
    return replaceLast(new Asked(last.features(), last.key(), bound, last.knowledge()));
  }

  /**
   * A row sees facts that became available only after its time, too: as history is known now, not
   * as it was known then (SEMANTICS S6). The manifest of the data set says so.
   */
  public AsOf<S> corrected() {
    Asked last = asked.get(asked.size() - 1);
    return replaceLast(new Asked(last.features(), last.key(), last.bound(), Knowledge.CORRECTED));
  }

  private AsOf<S> replaceLast(Asked changed) {
    List<Asked> all = new ArrayList<>(asked);
    all.set(all.size() - 1, changed);
    return new AsOf<>(rows, site, step, begun, all);
  }

  /**
   * Says what the rows are that come out. A component is set by the column, of the asking rows or
   * of the features, that has its name; where names differ, or two have it, by {@link
   * AsOfRows#set}.
   */
  public <O> AsOfRows<S, O> as(Class<O> out) {
    begun.finish();
    Optional<Shape<O>> shape = rows.graph().shape(out, step, site);
    return new AsOfRows<>(rows, asked, step, site, shape);
  }
}
