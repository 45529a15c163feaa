package dev.millrace;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.Transform;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import dev.millrace.record.Fn2;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Append-only rows with an event time. Mapping keeps the time.
 *
 * <p>Immutable. Using a collection twice is fine and costs nothing extra: its steps run once.
 */
@CheckReturnValue
public final class Events<T> {
  private final Node<T> node;

  Events(Node<T> node) {
    this.node = node;
  }

  /** {@link Records#map(Fn)}; the event time stays. */
  public <R> Events<R> map(Fn<? super T, ? extends R> fn) {
    return new Events<>(node.map(null, fn));
  }

  /** {@link Records#map(Class, Fn)}; the event time stays. */
  public <R> Events<R> map(Class<R> out, Fn<? super T, ? extends R> fn) {
    return new Events<>(node.map(out, fn));
  }

  /** {@link Records#filter(String, Fn)}. */
  public Events<T> filter(String name, Fn<? super T, Boolean> condition) {
    return new Events<>(node.filter(name, condition));
  }

  /** {@link Records#filter(String, Rules)}. */
  public Events<T> filter(String name, Rules<? super T> rules) {
    return new Events<>(node.filter(name, rules));
  }

  /** {@link Records#validate}. */
  public Validated<Events<T>> validate(Rules<? super T> rules) {
    String site = CallSite.here();
    return new Validated<>(
        node.graph(),
        "validate",
        site,
        invalid -> new Events<>(node.validate(rules, invalid, site)));
  }

  /** {@link Records#lookup(Field, Table, Fn2)}; the event time stays. */
  public <K, V, R> Events<R> lookup(
      Field<T, K> key, Table<K, V> table, Fn2<? super T, Optional<V>, ? extends R> fn) {
    return new Events<>(node.lookup(key, table, null, fn));
  }

  /** {@link Records#lookup(Field, Table, Class, Fn2)}; the event time stays. */
  public <K, V, R> Events<R> lookup(
      Field<T, K> key,
      Table<K, V> table,
      Class<R> out,
      Fn2<? super T, Optional<V>, ? extends R> fn) {
    return new Events<>(node.lookup(key, table, out, fn));
  }

  /** Groups the rows by a column. */
  public <K> KeyedEvents<K, T> keyBy(Field<T, K> column) {
    return KeyedEvents.by(node, column, CallSite.here());
  }

  /**
   * Groups the rows by several columns at once: those that have the names and types of a key
   * record's components.
   *
   * @param key a record of the author's: {@code record CustomerDay(String customerId, LocalDate
   *     day)}
   */
  public <K> KeyedEvents<K, T> keyBy(Class<K> key) {
    return KeyedEvents.by(node, key, CallSite.here());
  }

  /** These rows and the rows of others, with their ids and times; no order between them. */
  @SafeVarargs
  public final Events<T> union(Events<T> first, Events<T>... more) {
    List<Node<T>> others = new ArrayList<>();
    others.add(first.node);
    for (Events<T> other : more) {
      others.add(other.node);
    }
    return new Events<>(node.union(others));
  }

  /**
   * The rows that a transform of the runtime's makes of these: the escape hatch.
   *
   * <p>It is a barrier. Ids and lineage end here: a row that comes back is known by its content and
   * its time, so equal rows of one time are one to whatever compares ids. The ledger counts what
   * went in and what came back, and nothing between them. In a stream, rows that come back wait
   * until the transform's watermark has passed them.
   *
   * @param name of the step: it keeps state, so its name is the author's
   * @param time the column of a row that comes back that says when it happened; the runtime's own
   *     timestamps have no microseconds
   */
  public <R> Events<R> apply(
      String name, Class<R> out, Field<R, Instant> time, Transform<? super T, R> transform) {
    return new Events<>(node.apply(name, out, time, transform));
  }

  /**
   * These rows as the facts of a feature view.
   *
   * @param view one that takes every row as a new fact; see {@link Changes#feature} for others
   */
  public <K, F> Features<K, F> feature(FeatureView<K, T, F> view) {
    String site = CallSite.here();
    Changes.mustMatch(node.graph(), view, null, site);
    return Features.of(node, view, site);
  }

  /**
   * Asks, for each row, for the features of its key at its time: {@link AsOf}.
   *
   * @param key the column with the key; a row in which it is null has the status NULL_KEY
   */
  public <K> AsOf<T> asOf(Field<T, K> key, Features<K, ?> features) {
    return AsOf.of(node, CallSite.here()).asOf(key, features);
  }

  /** {@link #asOf(Field, Features)} by the columns named as the components of a key record. */
  public <K> AsOf<T> asOf(Class<K> key, Features<K, ?> features) {
    return AsOf.of(node, CallSite.here()).asOf(key, features);
  }

  /**
   * These rows as change records: rows that add facts, delete those of a key, or take one back.
   *
   * @param kind the column that says what a row does
   */
  public Changes<T> changes(Field<T, ChangeKind> kind) {
    String site = CallSite.here();
    return Changes.of(node, kind, site);
  }

  /** {@link Records#named}. */
  public Events<T> named(String name) {
    return new Events<>(node.named(name));
  }

  /** Writes the rows to a sink. */
  public void to(Sink<? super T> sink) {
    node.to(sink);
  }
}
