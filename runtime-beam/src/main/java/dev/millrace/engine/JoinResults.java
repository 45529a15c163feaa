package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Mix;
import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows made of pairs, on their way into a block. A pair's id is made of the ids of its two rows,
 * the window and the step; its time is the window's last microsecond.
 */
final class JoinResults implements Results {
  private final Step.Join step;
  private final WindowAssigner windows;
  private final long stepHash;
  private final List<Object> rows = new ArrayList<>();
  private final RowIds ids = new RowIds();

  JoinResults(Step.Join step) {
    this.step = step;
    this.windows = WindowAssigner.of(step.window());
    this.stepHash = RowIds.hashOf(step);
  }

  /**
   * @param left hash of the left row's id, 0 for none
   * @param right hash of the right row's id, 0 for none
   */
  void add(Object row, long left, long right, long window) {
    rows.add(row);
    ids.add(Mix.of(Mix.of(stepHash, left), window), Mix.of(right, left), windows.end(window) - 1);
  }

  @Override
  public int size() {
    return ids.size();
  }

  @Override
  public Block<?> take() {
    Selection all = Selection.all(size());
    Block<?> block = Block.ofRows(step.shape(), rows.toArray(), all, ids.take(step.name()));
    rows.clear();
    return block;
  }
}
