package dev.millrace.aggregate;

import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One aggregation over one component of {@link Wide} rows. */
record WideFold(AggregateFunction function, @Nullable Component input, @Nullable Number parameter) {
  record Whole(long value) {}

  record Real(double value) {}

  /** Every function over every component that it can read. */
  static List<WideFold> all() {
    List<WideFold> folds = new ArrayList<>();
    for (AggregateFunction function : AggregateFunction.values()) {
      for (Component input : Wide.COMPONENTS) {
        Number parameter =
            switch (function) {
              case TOP_K -> 3;
              case APPROX_QUANTILE -> 0.4;
              default -> null;
            };
        Component read = function == AggregateFunction.COUNT ? null : input;
        WideFold fold = new WideFold(function, read, parameter);
        if (!folds.contains(fold) && fold.isPossible()) {
          folds.add(fold);
        }
      }
    }
    return folds;
  }

  private boolean isPossible() {
    try {
      empty(1);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  Accumulators empty(int slots) {
    Accumulators empty = Accumulators.of(function, Wide.SHAPE, input, parameter);
    empty.grow(slots);
    return empty;
  }

  /** The result of a slot, null where there is none; what it throws where it does. */
  @Nullable Object result(Accumulators from, int slot) {
    if (!from.hasResult(slot)) {
      return null;
    }
    Shape<?> out = out();
    int component = out.component(name()).orElseThrow().index();
    ColumnBuilder builder = out.builder(component, 1);
    try {
      from.result(slot, builder);
    } catch (ArithmeticException e) {
      return e.getMessage();
    }
    return out.codec(component).value(builder.build(), 0);
  }

  private String name() {
    return input != null && out().component(input.name()).isPresent() ? input.name() : "value";
  }

  private Shape<?> out() {
    return switch (function) {
      case COUNT, COUNT_DISTINCT, APPROX_DISTINCT, SUM_LONG -> Shape.of(Whole.class);
      case SUM,
          MEAN,
          SAMPLE_VARIANCE,
          POPULATION_VARIANCE,
          SAMPLE_STANDARD_DEVIATION,
          POPULATION_STANDARD_DEVIATION,
          APPROX_QUANTILE ->
          Shape.of(Real.class);
      case SUM_DECIMAL, MIN, MAX, FIRST, LAST -> Wide.SHAPE;
      case TOP_K -> Wide.LISTS;
      case LAST_NON_NULL, FIRST_K, LAST_K, RATIO, RATE, SINCE_FIRST, SINCE_LAST ->
          throw new IllegalArgumentException(function + " is of facts in their order");
    };
  }

  static String hex(Accumulators from, int slot) {
    ByteOutput out = new ByteOutput();
    from.write(slot, out);
    return HexFormat.of().formatHex(out.array(), 0, out.size());
  }
}
