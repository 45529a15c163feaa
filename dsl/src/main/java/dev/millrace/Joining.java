package dev.millrace;

import dev.millrace.plan.JoinKind;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Step;
import dev.millrace.plan.WindowSpec;
import dev.millrace.record.Component;
import dev.millrace.record.Fn2;
import dev.millrace.record.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Two collections about to be joined by key and window. The result has a row for each pair; its
 * event time is the window's last microsecond.
 *
 * <p>Cost: all rows of both sides are shuffled. A key with m rows on the left and n on the right of
 * a window gives m times n rows. Memory does not grow with them: what is too large for a table is
 * sorted on disk.
 *
 * @param <L> rows of the left side
 * @param <R> rows of the right side
 */
@CheckReturnValue
public final class Joining<L, R> {
  private final Node<L> left;
  private final Optional<Keys> keys;
  private final Window window;
  private final String step;
  private final String site;
  private final Unfinished begun;

  /** The two inputs of the join. */
  private record Keys(Step right, List<Component> ofLeft, List<Component> ofRight) {}

  private Joining(
      Node<L> left,
      Optional<Keys> keys,
      Window window,
      String step,
      String site,
      Unfinished begun) {
    this.left = left;
    this.keys = keys;
    this.window = window;
    this.step = step;
    this.site = site;
    this.begun = begun;
  }

  static <L, R> Joining<L, R> of(
      String name,
      Node<L> left,
      Optional<List<Component>> leftKey,
      Node<R> right,
      Optional<List<Component>> rightKey,
      Window window,
      String site) {
    String step = "join:" + name;
    Graph graph = left.graph();
    Unfinished begun =
        graph.begin(
            step,
            site,
            "The join does not say what becomes of its pairs",
            "go on with .inner(Out.class, (left, right) -> ..), .left(..) or .outer(..)");
    if (right.graph() != graph) {
      left.otherPipeline(step, site);
    }
    graph.requireName(
        name,
        step,
        site,
        "The join has no name",
        "name what it gives: join(\"orders-with-clicks\", clicks)");
    if (window.spec() instanceof WindowSpec.Sessions) {
      graph.problem(
          PlanCode.JOIN_WINDOW,
          step,
          site,
          "A join cannot have sessions for windows",
          "a session is found from the rows of one collection",
          "join in tumbling or sliding windows or calendar days");
    }
    Optional<Keys> keys =
        right.step().flatMap(r -> leftKey.flatMap(l -> rightKey.map(k -> new Keys(r, l, k))));
    keys.ifPresent(both -> sameTypes(graph, both, step, site));
    NotNull.requireKey(left, leftKey, step, site);
    NotNull.requireKey(right, rightKey, step, site);
    return new Joining<>(left, keys, window, step, site, begun);
  }

  /** Pairs only. */
  public <O> Events<O> inner(Class<O> out, Fn2<? super L, ? super R, ? extends O> fn) {
    return join(JoinKind.INNER, out, OpaqueFn.of(fn));
  }

  /** Pairs, and the rows of the left side that have no partner in their window. */
  public <O> Events<O> left(Class<O> out, Fn2<? super L, Optional<R>, ? extends O> fn) {
    return join(JoinKind.LEFT, out, OpaqueFn.of(fn));
  }

  /** Pairs, and the rows of both sides that have no partner in their window. */
  public <O> Events<O> outer(Class<O> out, Fn2<Optional<L>, Optional<R>, ? extends O> fn) {
    return join(JoinKind.OUTER, out, OpaqueFn.of(fn));
  }

  private <O> Events<O> join(JoinKind kind, Class<O> out, OpaqueFn fn) {
    begun.finish();
    Optional<Shape<O>> shape = left.graph().shape(out, step, site);
    return new Events<>(
        new Node<>(
            left.graph(),
            left.step()
                .flatMap(
                    input ->
                        keys.flatMap(both -> shape.map(of -> made(input, both, kind, fn, of))))));
  }

  private Step made(Step input, Keys both, JoinKind kind, OpaqueFn fn, Shape<?> shape) {
    return left.graph()
        .add(
            new Step.Join(
                step,
                site,
                input,
                both.right(),
                both.ofLeft(),
                both.ofRight(),
                window.spec(),
                kind,
                fn,
                shape));
  }

  /** Javac sees the boxed types only, and a key record may take its columns from either side. */
  private static void sameTypes(Graph graph, Keys keys, String step, String site) {
    for (int i = 0; i < Math.min(keys.ofLeft().size(), keys.ofRight().size()); i++) {
      Component left = keys.ofLeft().get(i);
      Component right = keys.ofRight().get(i);
      boolean same =
          left.kind() == right.kind()
              && left.type().elements().equals(right.type().elements())
              && Objects.equals(left.type().nested(), right.type().nested());
      if (!same) {
        graph.problem(
            PlanCode.JOIN_KEYS_DIFFER,
            step,
            site,
            "The left key "
                + left.name()
                + " is "
                + left.type().describe()
                + ", the right key "
                + right.name()
                + " is "
                + right.type().describe(),
            "keys are compared by their bytes",
            "give both sides the same type before the join");
      }
    }
  }
}
