package dev.millrace.plan;

import java.io.Serializable;

/**
 * A feature view that an as-of join asks.
 *
 * @param facts the step whose rows are the view's facts
 * @param view what is asked for
 * @param bound which of the facts around a row's time it sees
 * @param knowledge whether it sees what was known then or what is known now
 */
public record ViewUse(Step facts, ViewDefinition view, Bound bound, Knowledge knowledge)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** {@code customer_spend@1 closed, as served}. */
  public String describe() {
    return view.title() + " " + bound.words() + ", " + knowledge.words();
  }
}
