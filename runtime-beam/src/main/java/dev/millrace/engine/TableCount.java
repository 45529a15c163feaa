package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Selection;
import java.util.List;

/**
 * {@link Step.Lookup} where the rows of its table arrive: they are counted for the books and go no
 * further. Who looks something up has loaded them for himself.
 */
final class TableCount extends Operator {
  private final Step.Lookup step;
  private final Books books;
  private final TableRows encoded;

  TableCount(Step.Lookup step, Books books) {
    super(List.of());
    this.step = step;
    this.books = books;
    this.encoded = new TableRows(step);
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    books.count(step, Ledger.Place.OUT, batch, rows);
    books.countHeld(step, encoded, batch, rows);
  }
}
