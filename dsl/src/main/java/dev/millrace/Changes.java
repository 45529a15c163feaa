package dev.millrace;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Change records: each adds a fact, deletes all facts of its key before it, or takes one fact back
 * (SEMANTICS S12). They are no facts themselves, so they cannot be aggregated or written as if they
 * were: say what they are the changes of with {@link #feature}.
 *
 * <p>Immutable.
 */
@CheckReturnValue
public final class Changes<T> {
  private final Node<T> node;
  private final Optional<Component> kind;
  private final Unfinished begun;

  private Changes(Node<T> node, Optional<Component> kind, Unfinished begun) {
    this.node = node;
    this.kind = kind;
    this.begun = begun;
  }

  static <T> Changes<T> of(Node<T> node, Field<T, ChangeKind> field, String site) {
    String step = "changes:" + node.root();
    Optional<Component> kind =
        node.shape().flatMap(shape -> node.graph().column(shape, field, "changes", step, site));
    Unfinished begun =
        node.graph()
            .begin(
                step,
                site,
                "The changes are those of nothing",
                "go on with .feature(view), or delete the changes(..)");
    return new Changes<>(node, kind, begun);
  }

  /**
   * The changes of a feature view's facts.
   *
   * @param view one that is {@link FeatureView.Timed#changedBy changed by} the same column
   */
  public <K, F> Features<K, F> feature(FeatureView<K, T, F> view) {
    begun.finish();
    String site = CallSite.here();
    kind.ifPresent(column -> mustMatch(node.graph(), view, column, site));
    return Features.of(node, view, site);
  }

  /** A problem where a view takes change records and gets facts, or the other way round. */
  static void mustMatch(
      Graph graph, FeatureView<?, ?, ?> view, @Nullable Component kind, String site) {
    Optional<ViewDefinition> definition = view.resolved();
    if (definition.isPresent() && !Objects.equals(definition.get().kind(), kind)) {
      Component wanted = definition.get().kind();
      graph.problem(
          PlanCode.VIEW_CHANGES,
          "feature:" + view.title(),
          site,
          wanted == null
              ? "The view takes facts, and is given changes"
              : "The view is changed by "
                  + wanted.name()
                  + ", and is given "
                  + (kind == null ? "facts" : "changes by " + kind.name()),
          "a delete that is taken for a fact counts instead of ending what counted",
          wanted == null
              ? "give the view .changedBy(..), or read the rows as events"
              : "write events.changes("
                  + definition.get().facts().name()
                  + "::"
                  + wanted.name()
                  + ").feature(view)");
    }
  }
}
