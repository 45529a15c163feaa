package dev.millrace;

import dev.millrace.plan.Step;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import java.util.List;
import java.util.Optional;

/**
 * A bounded collection with one row for each key, in which other rows look things up: prices,
 * customers, exchange rates. Its source must end where it is bound, and two rows with one key fail
 * the run: which of them is meant is for the author to say, before {@link Records#tableBy}.
 *
 * <p>A row whose key is null is found by nobody.
 *
 * <p>Immutable. A run holds one version of a table, the one it finds when it begins: it is read
 * once for the books, and once more by each worker process that looks something up in it, which
 * keeps it in memory in its encoded form. A run in which these differ fails.
 *
 * @param <K> the key's type
 * @param <V> the rows
 */
@CheckReturnValue
@SuppressWarnings("UnusedTypeParameter") // K keeps lookups by other keys from compiling
public final class Table<K, V> {
  private final Node<V> node;
  private final Optional<Component> key;
  private final Unfinished begun;

  private Table(Node<V> node, Optional<Component> key, Unfinished begun) {
    this.node = node;
    this.key = key;
    this.begun = begun;
  }

  static <K, V> Table<K, V> by(Node<V> node, Field<V, K> field, String site) {
    String step = "tableBy:" + node.root();
    Graph graph = node.graph();
    Optional<Component> key =
        node.shape().flatMap(shape -> graph.column(shape, field, "tableBy", step, site));
    key.ifPresent(
        column -> KeyedEvents.mustEncodeDeterministically(graph, List.of(column), step, site));
    return new Table<>(
        node,
        key,
        graph.begin(
            step,
            site,
            "The rows are made a table and nothing is looked up in it",
            "go on with rows.lookup(Row::key, table, fn), or delete the tableBy"));
  }

  /** Something is looked up in it. */
  void use() {
    begun.finish();
  }

  Graph graph() {
    return node.graph();
  }

  /** The source port that its rows came from. */
  String root() {
    return node.root();
  }

  /** The step that makes its rows; empty when something was wrong before. */
  Optional<Step> rows() {
    return node.step();
  }

  /** The column that is the key; empty when it is none. */
  Optional<Component> key() {
    return key;
  }
}
