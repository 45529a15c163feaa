package dev.millrace.engine;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.plan.Invalid;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Severity;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Step.Validate}: every rule looks at a whole column in turn and marks the rows that break
 * it; rows with a mark of severity QUARANTINE leave with all their reasons.
 */
final class ValidateOperator extends Operator {
  private final Step.Validate step;
  private final List<RuleCheck> checks;
  private final Rejects rejects;
  private final Books books;

  ValidateOperator(Step.Validate step, Rejects rejects, Books books, List<Operator> next) {
    super(next);
    this.step = step;
    this.checks = step.rules().stream().map(RuleCheck::of).toList();
    this.rejects = rejects;
    this.books = books;
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    Block<?> block = batch.block();
    Marks marks = null;
    boolean anyInvalid = false;
    for (int rule = 0; rule < checks.size(); rule++) {
      RuleCheck check = checks.get(rule);
      Breaks breaks = check.breaks(block, rows);
      if (breaks.size() > 0) {
        books.countBroken(
            step, check.rule().id(), check.rule().severity().name(), batch, breaks.rows());
        stopIfToldTo(check, batch, breaks);
        if (check.rule().severity() == Severity.QUARANTINE) {
          marks = marks == null ? new Marks(block.size()) : marks;
          marks.add(rule, breaks);
          anyInvalid = true;
        }
      }
    }
    emit(batch, anyInvalid ? valid(batch, rows, marks) : rows);
  }

  private Selection valid(RowBatch batch, Selection rows, Marks marks) {
    int[] good = new int[rows.size()];
    int[] bad = new int[rows.size()];
    int size = 0;
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      if (marks.firstOf(row) < 0) {
        good[size++] = row;
      } else {
        bad[i - size] = row;
      }
    }
    refuse(batch, Selection.of(bad, rows.size() - size), marks);
    return Selection.of(good, size);
  }

  /** Nobody asks for the reasons of rows that are dropped. */
  private void refuse(RowBatch batch, Selection bad, Marks marks) {
    if (step.invalid() instanceof Invalid.Dropped) {
      rejects.drop(step, batch, bad);
      return;
    }
    for (int i = 0; i < bad.size(); i++) {
      reject(batch, bad.get(i), marks, marks.firstOf(bad.get(i)));
    }
  }

  private void reject(RowBatch batch, int row, Marks marks, int firstMark) {
    List<Failure> failures = new ArrayList<>();
    Throwable thrown = null;
    for (int mark = firstMark; mark >= 0; mark = marks.next(mark)) {
      RuleCheck check = checks.get(marks.rule(mark));
      failures.add(check.failure(batch.block(), row));
      thrown = thrown == null ? marks.thrown(mark) : thrown;
    }
    rejects.reject(step, Ledger.Place.REJECTED, Stage.VALIDATE, batch, row, failures, thrown);
  }

  private void stopIfToldTo(RuleCheck check, RowBatch batch, Breaks breaks) {
    if (check.rule().severity() == Severity.STOP) {
      int row = breaks.row(0);
      Failure failure = check.failure(batch.block(), row);
      throw new StepFailedException(
          new Problem(
              RunCode.INVALID_ROW,
              step.name() + " (" + step.site() + ")",
              "Rule \""
                  + failure.rule()
                  + "\" says STOP at "
                  + Rejects.place(batch, row)
                  + ": expected "
                  + failure.expected()
                  + ", found "
                  + failure.observed(),
              "a rule of severity STOP ends the run",
              "mend the data, or give the rule severity QUARANTINE"));
    }
  }

  /** The rows of a batch that break a rule, ascending, with what a check threw. */
  static final class Breaks {
    private int[] rows = new int[16];
    private @Nullable Throwable @Nullable [] thrown;
    private int size;

    int size() {
      return size;
    }

    int row(int i) {
      return rows[i];
    }

    Selection rows() {
      return Selection.of(rows, size);
    }

    @Nullable Throwable thrown(int i) {
      return thrown == null || i >= thrown.length ? null : thrown[i];
    }

    void add(int row) {
      if (size == rows.length) {
        rows = java.util.Arrays.copyOf(rows, 2 * size);
      }
      rows[size++] = row;
    }

    void add(int row, Throwable exception) {
      add(row);
      thrown =
          thrown == null
              ? new Throwable[rows.length]
              : java.util.Arrays.copyOf(thrown, rows.length);
      thrown[size - 1] = exception;
    }
  }

  /**
   * The rules each row breaks, as linked lists in rule order: one array by row, the rest as long as
   * there are breaks.
   */
  private static final class Marks {
    private final int[] first;
    private final int[] last;
    private int[] rules = new int[64];
    private int[] next = new int[64];
    private @Nullable Throwable[] thrown = new Throwable[64];
    private int size;

    private Marks(int rows) {
      first = new int[rows];
      last = new int[rows];
      java.util.Arrays.fill(first, -1);
    }

    private void add(int rule, Breaks breaks) {
      for (int i = 0; i < breaks.size(); i++) {
        if (size == rules.length) {
          rules = java.util.Arrays.copyOf(rules, 2 * size);
          next = java.util.Arrays.copyOf(next, 2 * size);
          thrown = java.util.Arrays.copyOf(thrown, 2 * size);
        }
        int row = breaks.row(i);
        if (first[row] < 0) {
          first[row] = size;
        } else {
          next[last[row]] = size;
        }
        last[row] = size;
        rules[size] = rule;
        next[size] = -1;
        thrown[size] = breaks.thrown(i);
        size++;
      }
    }

    private int firstOf(int row) {
      return first[row];
    }

    private int next(int mark) {
      return next[mark];
    }

    private int rule(int mark) {
      return rules[mark];
    }

    private @Nullable Throwable thrown(int mark) {
      return thrown[mark];
    }
  }
}
