package dev.millrace;

import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import java.time.Instant;

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
