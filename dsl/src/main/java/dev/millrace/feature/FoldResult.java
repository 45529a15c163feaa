package dev.millrace.feature;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.plan.FeatureCall;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a fold as a Java object, for the author's functions: of the input's own class for
 * what picks one of its values, else a Long, a Double, a BigDecimal or a List. Not thread-safe.
 */
final class FoldResult implements ColumnBuilder {
  private final Shape<?> facts;
  private final @Nullable Component picked;
  private @Nullable Column column;

  FoldResult(Shape<?> facts, FeatureCall call) {
    this.facts = facts;
    this.picked =
        switch (call.function()) {
          case MIN, MAX, FIRST, LAST, LAST_NON_NULL -> call.input();
          default -> null;
        };
  }

  Object of(Accumulators fold, int slot) {
    fold.result(slot, this);
    Column result = Objects.requireNonNull(column, "no result");
    if (picked != null) {
      return Objects.requireNonNull(facts.codec(picked.index()).value(result, 0));
    } else if (result instanceof LongColumn longs) {
      return longs.get(0);
    } else if (result instanceof DoubleColumn doubles) {
      return doubles.get(0);
    }
    return Objects.requireNonNull(((ObjectColumn) result).get(0));
  }

  @Override
  public void appendLong(long value) {
    column = new LongColumn(new long[] {value}, null);
  }

  @Override
  public void appendDouble(double value) {
    column = new DoubleColumn(new double[] {value}, null);
  }

  @Override
  public void appendUtf8(byte[] bytes, int from, int to) {
    throw new IllegalStateException("results are objects");
  }

  @Override
  public void appendObject(Object value) {
    column = new ObjectColumn(new Object[] {value}, null);
  }

  @Override
  public void appendNull() {
    throw new IllegalStateException("a result is a value");
  }

  @Override
  public int size() {
    return column == null ? 0 : 1;
  }

  @Override
  public void truncate(int size) {
    column = null;
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public Column build() {
    throw new IllegalStateException("a result is taken, not built");
  }
}
