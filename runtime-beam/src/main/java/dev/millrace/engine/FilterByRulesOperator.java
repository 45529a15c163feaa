package dev.millrace.engine;

import dev.millrace.engine.ValidateOperator.Breaks;
import dev.millrace.plan.Step;
import dev.millrace.record.Selection;
import java.util.List;

/**
 * {@link Step.FilterByRules}: every rule looks at the column of the rows that the rules before it
 * have left.
 */
final class FilterByRulesOperator extends Operator {
  private final Step.FilterByRules step;
  private final List<RuleCheck> checks;
  private final Books books;

  FilterByRulesOperator(Step.FilterByRules step, Books books, List<Operator> next) {
    super(next);
    this.step = step;
    this.checks = step.rules().stream().map(RuleCheck::of).toList();
    this.books = books;
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    Selection kept = rows;
    for (RuleCheck check : checks) {
      Breaks breaks = check.breaks(batch.block(), kept);
      if (breaks.size() > 0) {
        failIfThrown(batch, breaks);
        books.count(step, Ledger.Place.FILTERED, batch, breaks.rows());
        kept = without(kept, breaks);
      }
    }
    emit(batch, kept);
  }

  private void failIfThrown(RowBatch batch, Breaks breaks) {
    for (int i = 0; i < breaks.size(); i++) {
      Throwable thrown = breaks.thrown(i);
      if (thrown != null) {
        throw RowFunctions.failed(
            step, batch, breaks.row(i), "threw " + Rejects.shown(() -> thrown), thrown);
      }
    }
  }

  /** Both ascend. */
  private static Selection without(Selection rows, Breaks breaks) {
    int[] kept = new int[rows.size() - breaks.size()];
    int size = 0;
    int next = 0;
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      if (next < breaks.size() && breaks.row(next) == row) {
        next++;
      } else {
        kept[size++] = row;
      }
    }
    return Selection.of(kept, size);
  }
}
