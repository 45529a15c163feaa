package dev.millrace.plan;

import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.record.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a fact: the columns that features read, and for each condition a bit that says
 * whether the fact satisfies it, so that conditions are asked once.
 */
public final class FactLayout {
  /** One bit of a long each. */
  public static final int MOST_CONDITIONS = 64;

  /** The condition of features that count every fact. */
  public static final int ALWAYS = -1;

  private final List<Component> columns;
  private final List<Where> conditions = new ArrayList<>();

  public FactLayout(ViewDefinition view) {
    columns =
        view.calls().stream()
            .map(FeatureCall::input)
            .flatMap(input -> Optional.ofNullable(input).stream())
            .distinct()
            .sorted((left, right) -> Integer.compare(left.index(), right.index()))
            .toList();
    view.calls().stream()
        .flatMap(
            call -> Stream.of(Optional.ofNullable(call.where()), Optional.ofNullable(call.part())))
        .flatMap(Optional::stream)
        .forEach(
            condition -> {
              if (conditionOf(condition) == ALWAYS) {
                conditions.add(condition);
              }
            });
  }

  /** The columns that features read, in the order of the shape. */
  public List<Component> columns() {
    return columns;
  }

  public List<Where> conditions() {
    return conditions;
  }

  /** The bit of a condition; {@link #ALWAYS} for none. */
  public int conditionOf(@Nullable Where where) {
    for (int i = 0; i < conditions.size(); i++) {
      if (where != null && conditions.get(i).condition() == where.condition()) {
        return i;
      }
    }
    return ALWAYS;
  }
}
