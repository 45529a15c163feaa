package dev.millrace;

import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Features of a key, computed from its facts: one definition whose values are the same bits in a
 * training set, in a stream and at serving time. A value is a function of the time T at which it is
 * asked for, never of when it was computed (SEMANTICS S8).
 *
 * <pre>{@code
 * static final FeatureView<String, InvoiceLine, CustomerSpend> SPEND =
 *     FeatureView.named("customer_spend", 1)
 *         .over(InvoiceLine.class)
 *         .keyedBy(InvoiceLine::customerId)
 *         .at(InvoiceLine::invoicedAt)
 *         .as(CustomerSpend.class)
 *         .set(CustomerSpend::spend30d, sum(InvoiceLine::amount).over(ofDays(30)).orElse(0.0))
 *         .build();
 * }</pre>
 *
 * <p>Immutable. Mistakes are collected and told by plan(), or by {@link #evaluator}.
 *
 * @param <K> the key's type
 * @param <T> the facts
 * @param <F> a record with the features
 */
@CheckReturnValue
public final class FeatureView<K, T, F> {
  private final String title;
  private final Class<F> features;
  private final Optional<ViewDefinition> definition;
  private final List<Problem> problems;

  FeatureView(
      String title,
      Class<F> features,
      Optional<ViewDefinition> definition,
      List<Problem> problems) {
    this.title = title;
    this.features = features;
    this.definition = definition;
    this.problems = problems;
  }

  /**
   * Begins a view.
   *
   * @param name lower-case letters, digits and underscores: it stands in namespaces of online
   *     stores and in manifests
   * @param version from 1; a view whose meaning changes gets a new one
   */
  public static Named named(String name, int version) {
    return new Named(new FactsDraft(name, version, CallSite.here()));
  }

  /** {@code customer_spend@1}. */
  public String title() {
    return title;
  }

  /**
   * Answers for this view in a plain JVM, from nothing so far.
   *
   * @throws ProblemsException with every problem of the definition
   */
  public FeatureEvaluator<K, T, F> evaluator() {
    return FeatureEvaluator.of(definition(), features);
  }

  /**
   * The view as it is evaluated.
   *
   * @throws ProblemsException with every problem of the definition
   */
  public ViewDefinition definition() {
    return definition.orElseThrow(() -> new ProblemsException("view '" + title + "'", problems));
  }

  Optional<ViewDefinition> resolved() {
    return definition;
  }

  /** What {@link Plan} has to tell of the definition. */
  List<Problem> problems() {
    return problems;
  }

  /** A view that has a name. */
  @CheckReturnValue
  public static final class Named {
    private final FactsDraft draft;

    private Named(FactsDraft draft) {
      this.draft = draft;
    }

    /** Says what a fact is. */
    public <T> OfFacts<T> over(Class<T> facts) {
      draft.facts(facts);
      return new OfFacts<>(draft);
    }
  }

  /** A view whose facts are known. */
  @CheckReturnValue
  public static final class OfFacts<T> {
    private final FactsDraft draft;

    private OfFacts(FactsDraft draft) {
      this.draft = draft;
    }

    /** The column that says whose fact it is. A fact in which it is null belongs to nobody. */
    public <K> Keyed<K, T> keyedBy(Field<T, K> column) {
      draft.key(column);
      return new Keyed<>(draft);
    }

    /**
     * Several columns at once: those that have the names and types of a key record's components.
     */
    public <K> Keyed<K, T> keyedBy(Class<K> key) {
      draft.key(key);
      return new Keyed<>(draft);
    }
  }

  /** A view whose key is known. */
  @CheckReturnValue
  public static final class Keyed<K, T> {
    private final FactsDraft draft;

    private Keyed(FactsDraft draft) {
      this.draft = draft;
    }

    /** The column with the event time, UTC: the one that {@code timestamps} of the events names. */
    public Timed<K, T> at(Field<T, Instant> column) {
      draft.time(column);
      return new Timed<>(draft);
    }
  }

  /**
   * A view whose event time is known. What else there is to say of its facts is said here.
   *
   * <p>Mutable: each method changes this draft and returns it.
   */
  @CheckReturnValue
  public static final class Timed<K, T> {
    private final FactsDraft draft;

    private Timed(FactsDraft draft) {
      this.draft = draft;
    }

    /**
     * When a fact could first have been known: a training row at T does not see one that became
     * available later (SEMANTICS S6). Without it, facts are taken to be known when they happen.
     */
    public Timed<K, T> availableAt(Field<T, Instant> column) {
      draft.availableAt(column);
      return this;
    }

    /** {@link #availableAt}, as so long after the event time. */
    public Timed<K, T> availableAfter(Duration delay) {
      draft.availableAfter(delay);
      return this;
    }

    /** The source's own order among facts of one time: a version, a log position. */
    public Timed<K, T> sequencedBy(Field<T, Long> column) {
      draft.sequence(column);
      return this;
    }

    /**
     * What identifies a fact: a second delivery of one is not counted again. Without it, every row
     * of a source is a fact of its own. Call it again for an id of several columns.
     */
    public Timed<K, T> identifiedBy(Field<T, ?> column) {
      draft.id(column);
      return this;
    }

    /**
     * What a row does: adds a fact, deletes all before it, or takes back the fact of its id
     * (SEMANTICS S12). Without it, every row adds a fact.
     */
    public Timed<K, T> changedBy(Field<T, ChangeKind> column) {
      draft.kind(column);
      return this;
    }

    /** How long a fact lives: it counts at T only if {@code T - ttl < e}. */
    public Timed<K, T> ttl(Duration life) {
      draft.ttl(life);
      return this;
    }

    /** Says what the features are: a record with a component for each. */
    public <F> FeatureViewBuilder<K, T, F> as(Class<F> features) {
      return new FeatureViewBuilder<>(draft, features);
    }
  }
}
