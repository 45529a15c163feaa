package dev.millrace.plan;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.record.Component;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One feature of a view that is folded from facts, resolved.
 *
 * @param function what is computed
 * @param input the column it reads; null where it only counts facts or their times
 * @param parameter of the function: the k of topK, firstK and lastK, the rank of approxQuantile,
 *     the period of a rate in microseconds; else null
 * @param part of a ratio, the facts it is the part of; else null
 * @param where the facts it counts; null for all
 * @param window the facts it looks at
 * @param edits what becomes of the result, one after the other
 * @param target the component of the features that gets it
 */
public record FeatureCall(
    AggregateFunction function,
    @Nullable Component input,
    @Nullable Number parameter,
    @Nullable Where part,
    @Nullable Where where,
    FactWindow window,
    List<Edit> edits,
    Component target)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public FeatureCall {
    edits = List.copyOf(edits);
  }

  /** What becomes of a result. */
  public sealed interface Edit extends Serializable {
    /** For plans. */
    String describe();
  }

  /** A value in place of null. */
  public record OrElse(Object value) implements Edit {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return " or else " + Literal.of(value);
    }
  }

  /** A function of the author's; null stays null. */
  public record Then(String name, OpaqueFn fn) implements Edit {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return " then " + Literal.quoted(name);
    }
  }

  /** {@code spend30d = sum(amount) over PT720H where "sale" or else 0.0}. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(target.name()).append(" = ").append(function.word()).append('(');
    text.append(input == null ? "" : input.name());
    text.append(part == null ? "" : Literal.quoted(part.name()));
    text.append(parameter == null ? "" : (input == null ? "" : ", ") + parameter);
    text.append(") ").append(window.describe());
    text.append(where == null ? "" : " where " + Literal.quoted(where.name()));
    edits.forEach(edit -> text.append(edit.describe()));
    return text.toString();
  }
}
