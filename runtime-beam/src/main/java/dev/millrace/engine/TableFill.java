package dev.millrace.engine;

import dev.millrace.record.Selection;
import java.util.List;

/** The end of a stage that loads a table. */
final class TableFill extends Operator {
  private final LookupTable.Builder table;

  TableFill(LookupTable.Builder table) {
    super(List.of());
    this.table = table;
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    table.add(batch, rows);
  }
}
