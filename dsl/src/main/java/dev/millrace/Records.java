package dev.millrace;

import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import dev.millrace.record.Fn2;
import java.time.Instant;
import java.util.Optional;

/**
 * Rows without a time: they can be mapped, filtered and validated, and get their event time from
 * {@link #timestamps}. Until then there are no windows and no joins.
 *
 * <p>Immutable. Using a collection twice is fine and costs nothing extra: its steps run once.
 */
@CheckReturnValue
public final class Records<T> {
  private final Node<T> node;

  Records(Node<T> node) {
    this.node = node;
  }

  /**
   * One row for each row. The output type is read from the function; where that is not possible
   * plan() asks for {@link #map(Class, Fn)}. A function that throws, or returns null, fails the
   * run: see {@link #tryMap(Fn)}.
   */
  public <R> Records<R> map(Fn<? super T, ? extends R> fn) {
    return new Records<>(node.map(null, fn));
  }

  /** {@link #map(Fn)} with the output type named. */
  public <R> Records<R> map(Class<R> out, Fn<? super T, ? extends R> fn) {
    return new Records<>(node.map(out, fn));
  }

  /**
   * One row for each row whose function succeeds. A row whose function throws, or returns null or a
   * row that cannot be stored (a null where its type has none, an instant beyond the range of
   * microseconds, half a surrogate pair), is invalid: the author says where it goes.
   */
  public <R> Validated<Records<R>> tryMap(Fn<? super T, ? extends R> fn) {
    String site = CallSite.here();
    return new Validated<>(
        node.graph(),
        "tryMap",
        site,
        invalid -> new Records<>(node.tryMap(null, fn, invalid, site)));
  }

  /** {@link #tryMap(Fn)} with the output type named. */
  public <R> Validated<Records<R>> tryMap(Class<R> out, Fn<? super T, ? extends R> fn) {
    String site = CallSite.here();
    return new Validated<>(
        node.graph(),
        "tryMap",
        site,
        invalid -> new Records<>(node.tryMap(out, fn, invalid, site)));
  }

  /**
   * The rows that satisfy a condition. The others are counted as dropped by this filter, never
   * silently.
   *
   * @param name what it keeps, for counters and the summary
   */
  public Records<T> filter(String name, Fn<? super T, Boolean> condition) {
    return new Records<>(node.filter(name, condition));
  }

  /**
   * The rows that break none of some rules. The others are counted as dropped by this filter, as
   * with {@link #filter(String, Fn)}; which rule they break is not told: see {@link #validate}.
   *
   * <p>A null breaks no rule but {@link Rules#notNull} (SEMANTICS V4), so a row with a null where
   * {@code inRange} looks is kept. Rules are looked at in their order, and a row that breaks one is
   * not shown to the next: {@link Rules#check} code may rely on the rules before it. Code that
   * throws fails the run, as in a filter of code.
   *
   * <p>Rules without code need only their columns. Directly behind a source, they also let a reader
   * pass over rows that cannot meet them, by the statistics of a columnar file; what is counted
   * stays the same.
   *
   * @param name what it keeps, for counters and the summary
   * @param rules all of severity QUARANTINE, which is what they have unless somebody says otherwise
   */
  public Records<T> filter(String name, Rules<? super T> rules) {
    return new Records<>(node.filter(name, rules));
  }

  /**
   * Any number of rows for each row, in the function's order; the ordinal becomes part of each
   * row's id. A function that throws, or returns null, fails the run.
   */
  public <R> Records<R> flatMap(Class<R> out, Fn<? super T, ? extends Iterable<? extends R>> fn) {
    return new Records<>(node.flatMap(out, fn));
  }

  /** The rows that break no rule; the author says where the others go. */
  public Validated<Records<T>> validate(Rules<? super T> rules) {
    String site = CallSite.here();
    return new Validated<>(
        node.graph(),
        "validate",
        site,
        invalid -> new Records<>(node.validate(rules, invalid, site)));
  }

  /**
   * One row for each row, made of it and of the row that a table has for its key: nothing, when the
   * table has none or the key is null. The output type is read from the function; where that is not
   * possible plan() asks for {@link #lookup(Field, Table, Class, Fn2)}. A function that throws, or
   * returns null, fails the run.
   *
   * <p>For a key of several columns, give both sides a component of one record type that has them.
   */
  public <K, V, R> Records<R> lookup(
      Field<T, K> key, Table<K, V> table, Fn2<? super T, Optional<V>, ? extends R> fn) {
    return new Records<>(node.lookup(key, table, null, fn));
  }

  /** {@link #lookup(Field, Table, Fn2)} with the output type named. */
  public <K, V, R> Records<R> lookup(
      Field<T, K> key,
      Table<K, V> table,
      Class<R> out,
      Fn2<? super T, Optional<V>, ? extends R> fn) {
    return new Records<>(node.lookup(key, table, out, fn));
  }

  /**
   * These rows as a table in which others look things up: see {@link #lookup(Field, Table, Fn2)}.
   *
   * @param key the column that no two rows have the same value in
   */
  public <K> Table<K, T> tableBy(Field<T, K> key) {
    return Table.by(node, key, CallSite.here());
  }

  /**
   * Gives rows their event time.
   *
   * @param time the column that says when it happened, UTC
   * @param lateness how far a row may lag behind the greatest time its partition has seen
   *     (SEMANTICS S7)
   */
  public Events<T> timestamps(Field<T, Instant> time, Lateness lateness) {
    return new Events<>(node.timestamps(time, lateness));
  }

  /** Names the step that made these rows, where its own name would stand twice in the plan. */
  public Records<T> named(String name) {
    return new Records<>(node.named(name));
  }

  /** Writes the rows to a sink. */
  public void to(Sink<? super T> sink) {
    node.to(sink);
  }
}
