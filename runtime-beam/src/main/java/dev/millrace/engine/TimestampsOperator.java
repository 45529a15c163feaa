package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Selection;
import java.util.List;

/**
 * {@link Step.Timestamps} in a bounded run: rows get their time, and none is late, since a folder
 * of files has no order of arrival (SEMANTICS S7).
 */
final class TimestampsOperator extends Operator {
  private final Step.Timestamps step;

  TimestampsOperator(Step.Timestamps step, List<Operator> next) {
    super(next);
    this.step = step;
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    LongColumn times = batch.block().longs(step.column().index());
    emit(batch.with(batch.block().at(times.array())), rows);
  }
}
