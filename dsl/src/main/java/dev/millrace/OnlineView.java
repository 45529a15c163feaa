package dev.millrace;

import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.plan.ViewDefinition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A port where a view's features go out to be served: for each key what its features are computed
 * from, never their values, because a value is a function of the time of the question (SEMANTICS
 * S8). What was written is replaced by what is newer (S14), so neither a {@link Sink} nor rows are
 * in its place.
 *
 * <p>Two ports are equal when they have the same name and serve the same version of a view: what is
 * kept of one version never meets another (S16).
 *
 * @param <K> the key's type
 * @param <F> the features
 */
public final class OnlineView<K, F> {
  private final String name;
  private final FeatureView<K, ?, F> view;

  private OnlineView(String name, FeatureView<K, ?, F> view) {
    PortName.check(name);
    this.name = name;
    this.view = Objects.requireNonNull(view, "view");
  }

  /**
   * @param name unique among the pipeline's ports: lower-case letters, digits and hyphens
   * @throws IllegalArgumentException when the name has other characters
   */
  public static <K, F> OnlineView<K, F> of(String name, FeatureView<K, ?, F> view) {
    return new OnlineView<>(name, view);
  }

  /** The port as a plan has it: {@link dev.millrace.plan.Step.States}. */
  public static OnlineView<?, ?> of(String name, ViewDefinition view) {
    return of(name, view, view.features().type());
  }

  private static <F> OnlineView<?, F> of(String name, ViewDefinition view, Class<F> features) {
    return new OnlineView<>(
        name, new FeatureView<>(view.title(), features, Optional.of(view), List.of()));
  }

  /** The port's name. */
  public String name() {
    return name;
  }

  /** What is served. */
  public FeatureView<K, ?, F> view() {
    return view;
  }

  /**
   * An evaluator that answers from written states, once it was given them: {@link
   * FeatureEvaluator#restore}.
   *
   * @throws dev.millrace.plan.ProblemsException with every problem of the view
   */
  public FeatureEvaluator<K, ?, F> evaluator() {
    return view.evaluator();
  }

  private Optional<String> fingerprint() {
    return view.resolved().map(ViewDefinition::fingerprint);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OnlineView<?, ?> that
        && name.equals(that.name)
        && view.title().equals(that.view.title())
        && fingerprint().equals(that.fingerprint());
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, view.title());
  }

  @Override
  public String toString() {
    return "online view '" + name + "' of " + view.title();
  }
}
