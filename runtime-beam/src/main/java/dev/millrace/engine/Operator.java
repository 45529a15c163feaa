package dev.millrace.engine;

import dev.millrace.record.Selection;
import java.util.List;

/** One step at work: takes a batch, and pushes what leaves to the operators behind it. */
abstract class Operator {
  private final List<Operator> next;

  Operator(List<Operator> next) {
    this.next = next;
  }

  /** Takes the selected rows of a batch; called only with at least one. */
  abstract void process(RowBatch batch, Selection rows);

  final void emit(RowBatch batch, Selection rows) {
    if (!rows.isEmpty()) {
      for (Operator operator : next) {
        operator.process(batch, rows);
      }
    }
  }
}
