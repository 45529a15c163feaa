package dev.millrace;

import dev.millrace.plan.Step;
import dev.millrace.plan.ViewDefinition;
import java.util.Optional;

/**
 * The history of a view's features: for every key and every time, the values that its facts give.
 * Nothing is computed until somebody asks: {@link Events#asOf}.
 *
 * <p>Immutable.
 *
 * @param <K> the key's type
 * @param <F> the features
 */
@CheckReturnValue
public final class Features<K, F> {
  private final Node<?> facts;
  private final FeatureView<K, ?, F> view;
  private final Unfinished begun;

  private Features(Node<?> facts, FeatureView<K, ?, F> view, Unfinished begun) {
    this.facts = facts;
    this.view = view;
    this.begun = begun;
  }

  static <K, F> Features<K, F> of(Node<?> facts, FeatureView<K, ?, F> view, String site) {
    Graph graph = facts.graph();
    graph.problems(view.problems());
    Unfinished begun =
        graph.begin(
            "feature:" + view.title(),
            site,
            "The features are asked by nobody",
            "ask for them with asOf(key, features), or delete the feature(..)");
    return new Features<>(facts, view, begun);
  }

  Graph graph() {
    return facts.graph();
  }

  Optional<Step> facts() {
    return facts.step();
  }

  Optional<ViewDefinition> view() {
    return view.resolved();
  }

  String title() {
    return view.title();
  }

  /** Somebody asks for them. */
  void use() {
    begun.finish();
  }
}
