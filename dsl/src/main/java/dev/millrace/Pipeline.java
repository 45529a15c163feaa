package dev.millrace;

import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;

/**
 * A definition under construction: a name, and the steps its collections have added so far.
 *
 * <p>Mistakes that javac cannot see are collected and reported by {@link #plan()}, all at once. Not
 * thread-safe.
 */
public final class Pipeline {
  private final Graph graph;

  private Pipeline(String name) {
    graph = new Graph(name);
  }

  /**
   * Starts a pipeline.
   *
   * @param name stands in file names, manifests and metrics: lower-case letters, digits and hyphens
   * @throws IllegalArgumentException when the name has other characters
   */
  @CheckReturnValue
  public static Pipeline named(String name) {
    PortName.check(name);
    return new Pipeline(name);
  }

  public String name() {
    return graph.pipeline();
  }

  /** The rows of a source. A source is read once; use the collection as often as needed. */
  @CheckReturnValue
  public <T> Records<T> read(Source<T> source) {
    String site = CallSite.here();
    String name = "read:" + source.name();
    return new Records<>(
        new Node<>(
            graph,
            graph
                .shape(source.type(), name, site)
                .map(
                    shape ->
                        graph.add(
                            new Step.Read(
                                name, site, source.name(), source.derivedFrom(), shape)))));
  }

  /**
   * Checks the definition as a whole.
   *
   * @return the logical plan; the same definition always gives an equal description
   * @throws dev.millrace.plan.ProblemsException with every problem there is
   */
  @CheckReturnValue
  public Plan plan() {
    return graph.plan();
  }
}
