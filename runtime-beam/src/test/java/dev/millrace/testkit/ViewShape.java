package dev.millrace.testkit;

import dev.millrace.FeatureView;
import dev.millrace.plan.Bound;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Field;
import java.util.Map;

/**
 * A generated view, and how its features are asked for in a pipeline.
 *
 * @param columns the features that have a status, by name
 * @param asked what the rows that ask see
 * @param selfAsked what the facts see that ask themselves
 * @param <K> the key
 * @param <F> the features
 */
record ViewShape<K, F>(
    long seed,
    KeyChoice<K> key,
    FeatureView<K, Reading, F> view,
    Class<F> features,
    Map<String, Field<F, ?>> columns,
    Sight asked,
    Sight selfAsked) {

  /** Which facts a question sees. */
  record Sight(Bound bound, Knowledge knowledge) {
    /** As the evaluator answers. */
    static final Sight SERVED = new Sight(Bound.CLOSED, Knowledge.AS_SERVED);

    @Override
    public String toString() {
      return bound.words() + ", " + knowledge.words();
    }
  }

  ViewDefinition definition() {
    return view.definition();
  }

  boolean takesChanges() {
    return definition().kind() != null;
  }

  @Override
  public String toString() {
    return String.join("\n  ", definition().definition()) + "\n  seed " + seed;
  }
}
