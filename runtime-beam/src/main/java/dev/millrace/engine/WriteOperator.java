package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Selection;
import java.util.List;

/** {@link Step.Write}: rows to every binding of a sink. */
final class WriteOperator extends Operator {
  private final Step.Write step;
  private final Outlets outlets;
  private final Tally out;

  WriteOperator(Step.Write step, Outlets outlets, Ledger ledger) {
    super(List.of());
    this.step = step;
    this.outlets = outlets;
    this.out = ledger.account(step.name(), Ledger.Place.OUT);
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    batch.count(rows, out);
    outlets.write(step.port(), step.name(), batch, rows);
  }
}
