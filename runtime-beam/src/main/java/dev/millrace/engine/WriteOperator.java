package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Selection;
import java.util.List;

/** {@link Step.Write}: rows to every binding of a sink. */
final class WriteOperator extends Operator {
  private final Step.Write step;
  private final Books books;

  WriteOperator(Step.Write step, Books books) {
    super(List.of());
    this.step = step;
    this.books = books;
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    books.write(step, batch, rows);
  }
}
