package dev.millrace.plan;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.record.Component;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One aggregation of a step, resolved.
 *
 * @param function what is computed
 * @param input the column it reads; null for count
 * @param parameter the k of topK, the rank of approxQuantile; null for all else
 * @param where the rows it counts; null for all
 * @param orElse the result of a group that has none; null for null
 * @param target the component of the output that gets the result
 */
public record AggregateCall(
    AggregateFunction function,
    @Nullable Component input,
    @Nullable Number parameter,
    @Nullable Where where,
    @Nullable Object orElse,
    Component target)
    implements Serializable {

  /** A named condition on rows. */
  public record Where(String name, OpaqueFn condition) implements Serializable {}

  /** {@code revenue = sum(amount) where "sale" or else 0.0}. */
  public String describe() {
    return target.name()
        + " = "
        + function.word()
        + "("
        + (input == null ? "" : input.name())
        + (parameter == null ? "" : ", " + parameter)
        + ")"
        + (where == null ? "" : " where " + Literal.quoted(where.name()))
        + (orElse == null ? "" : " or else " + Literal.of(orElse));
  }
}
