package dev.millrace;

import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Events grouped by key and cut into windows.
 *
 * @param <K> the key's type
 * @param <T> the rows
 */
@CheckReturnValue
public final class WindowedEvents<K, T> {
  private final Node<T> node;
  private final Optional<List<Component>> key;
  private final Window window;
  private final Unfinished begun;

  WindowedEvents(Node<T> node, Optional<List<Component>> key, Window window, String site) {
    this.node = node;
    this.key = key;
    this.window = window;
    this.begun =
        node.graph()
            .begin(
                "window:" + node.root(),
                site,
                "The rows are cut into windows and then nothing is done with them",
                "go on with aggregate(\"name\").as(Out.class) or join(..), or delete the window");
    window
        .problem("window:" + node.root(), site)
        .ifPresent(problem -> node.graph().problems(List.of(problem)));
  }

  /**
   * Aggregates each key's rows in each window.
   *
   * @param name of the step: it keeps state, so its name is the author's
   */
  public Named<K, T> aggregate(String name) {
    begun.finish();
    String site = CallSite.here();
    node.graph()
        .requireName(
            name,
            "aggregate:" + node.root(),
            site,
            "The aggregation has no name",
            "name what it computes: aggregate(\"daily-revenue\")");
    return new Named<>(this, name, site);
  }

  /**
   * Pairs each key's rows in each window with the rows of another collection that have the same key
   * and lie in the same window.
   *
   * @param name of the step: it keeps state, so its name is the author's
   * @param right keyed by columns of the same types; no key may be null
   */
  public <R> Joining<T, R> join(String name, KeyedEvents<K, R> right) {
    begun.finish();
    right.finish();
    return Joining.of(name, node, key, right.node(), right.key(), window, CallSite.here());
  }

  /** An aggregation that has a name and no output type yet. */
  @CheckReturnValue
  public static final class Named<K, T> {
    private final WindowedEvents<K, T> events;
    private final String name;
    private final String site;
    private final Unfinished begun;

    private Named(WindowedEvents<K, T> events, String name, String site) {
      this.events = events;
      this.name = name;
      this.site = site;
      this.begun =
          events
              .node
              .graph()
              .begin(
                  "aggregate:" + name,
                  site,
                  "The aggregation has no output type",
                  "go on with .as(Out.class)");
    }

    /**
     * Says what a result row is.
     *
     * @param out a record or an AutoValue class whose every component will be set
     */
    public <O> AggregateBuilder<K, T, O> as(Class<O> out) {
      begun.finish();
      Optional<Shape<O>> shape = events.node.graph().shape(out, "aggregate:" + name, site);
      return new AggregateBuilder<>(
          new AggregateBuilder.Context<>(
              events.node, events.key, events.window, "aggregate:" + name, site, shape));
    }
  }
}
