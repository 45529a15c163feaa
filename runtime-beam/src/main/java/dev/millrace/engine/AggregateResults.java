package dev.millrace.engine;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.aggregate.StreamedAccumulators;
import dev.millrace.plan.AggregateCall;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.plan.WindowSpec;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Mix;
import dev.millrace.record.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Result rows of an aggregation on their way into a block: keys, windows and results as columns.
 */
final class AggregateResults implements Results {
  private final Step.Aggregate step;
  private final Shape<?> shape;
  private final WindowAssigner windows;
  private final ColumnBuilder[] columns;
  private final DecodedColumns keys;
  private final long stepHash;
  private final RowIds ids = new RowIds();

  AggregateResults(Step.Aggregate step) {
    this.step = step;
    this.shape = step.shape();
    this.windows = WindowAssigner.of(step.window());
    this.columns =
        shape.components().stream()
            .map(component -> shape.builder(component.index(), 64))
            .toArray(ColumnBuilder[]::new);
    this.keys = new DecodedColumns(step.input().shape(), step.key());
    this.stepHash = RowIds.hashOf(step);
  }

  @Override
  public int size() {
    return ids.size();
  }

  /** Adds a group of a table. */
  void add(GroupTable groups, int slot) {
    long start = groups.window(slot);
    addKeyAndWindow(groups.key(slot), start, windows.end(start));
    addResults(groups, slot);
  }

  /** Adds a session, the only group of a table. */
  void addSession(GroupTable session, long start, long end) {
    addKeyAndWindow(session.key(0), start, end);
    addResults(session, 0);
  }

  private void addResults(GroupTable groups, int slot) {
    for (int i = 0; i < step.calls().size(); i++) {
      result(step.calls().get(i), groups.accumulators().get(i), slot);
    }
  }

  /** Adds a group that was merged from spilled runs: see {@link GroupSpill.MergedGroup}. */
  void addMerged(GroupTable group, @Nullable Object[] streamed) {
    long start = group.window(0);
    addKeyAndWindow(group.key(0), start, windows.end(start));
    for (int i = 0; i < step.calls().size(); i++) {
      AggregateCall call = step.calls().get(i);
      Accumulators states = group.accumulators().get(i);
      if (states instanceof StreamedAccumulators) {
        append(streamed[i] == null ? call.orElse() : streamed[i], call);
      } else {
        result(call, states, 0);
      }
    }
  }

  private void addKeyAndWindow(ByteInput key, long start, long end) {
    int from = key.position();
    long keyHash = Mix.of(key.array(), from, from + key.remaining());
    ids.add(Mix.of(stepHash, keyHash), start, end - 1);
    keys.read(key);
    addWindow(start, end);
  }

  private void addWindow(long start, long end) {
    if (step.start() != null) {
      columns[step.start().index()].appendLong(start);
    }
    if (step.end() != null) {
      columns[step.end().index()].appendLong(end);
    }
    if (step.day() != null && step.window() instanceof WindowSpec.CalendarDays days) {
      columns[step.day().index()].appendLong(days.day(start).toEpochDay());
    }
  }

  private void result(AggregateCall call, Accumulators from, int slot) {
    if (from.hasResult(slot)) {
      appendResult(call, from, slot, columns[call.target().index()]);
    } else {
      append(call.orElse(), call);
    }
  }

  private void append(@Nullable Object result, AggregateCall call) {
    int target = call.target().index();
    shape.codec(target).append(result, columns[target]);
  }

  private void appendResult(AggregateCall call, Accumulators from, int slot, ColumnBuilder into) {
    try {
      from.result(slot, into);
    } catch (ArithmeticException e) {
      throw failed(step, call, e, "sum decimals with sumDecimal, or make the window shorter");
    }
  }

  static StepFailedException failed(
      Step step, AggregateCall call, ArithmeticException e, String fix) {
    return new StepFailedException(
        new Problem(
            RunCode.AGGREGATION_FAILED,
            step.name() + " (" + step.site() + ")",
            call.describe() + ": " + e.getMessage(),
            "a wrong number is worse than none",
            fix),
        e);
  }

  @Override
  public Block<?> take() {
    int size = size();
    copyKeys(size);
    Column[] built = Arrays.stream(columns).map(ColumnBuilder::build).toArray(Column[]::new);
    return Block.ofColumns(shape, built, size, ids.take(step.name()));
  }

  /** Key columns were decoded once, and may stand in several components, or in none. */
  private void copyKeys(int size) {
    Column[] decoded = keys.take();
    for (Step.Aggregate.KeyTarget target : step.keyTargets()) {
      int component = target.target().index();
      for (int row = 0; row < size; row++) {
        Object value = keys.codec(target.place()).value(decoded[target.place()], row);
        shape.codec(component).append(value, columns[component]);
      }
    }
  }
}
