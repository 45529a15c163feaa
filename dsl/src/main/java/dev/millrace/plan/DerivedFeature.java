package dev.millrace.plan;

import dev.millrace.record.Component;
import java.io.Serializable;

/**
 * A feature made of two others of the same view; null where one of them is.
 *
 * @param name of the function
 * @param fn of the two values
 * @param first the component whose value is the first argument
 * @param second the component whose value is the second
 * @param target the component that gets the result
 */
public record DerivedFeature(
    String name, OpaqueFn fn, Component first, Component second, Component target)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** {@code meanLine30d = "mean" of spend30d and lines30d}. */
  public String describe() {
    return target.name()
        + " = "
        + Literal.quoted(name)
        + " of "
        + first.name()
        + " and "
        + second.name();
  }
}
