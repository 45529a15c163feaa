package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import java.io.IOException;

/**
 * {@link Step.Aggregate} behind the shuffle: merges packed partial aggregates of one shuffle group
 * and pushes a result row for each key and window into the stage behind it, in the order of windows
 * and encoded keys.
 *
 * <p>Memory: a table of at most the budget, and one packed array. What is more is spilled to disk,
 * so that neither many keys nor one hot key can exhaust a worker.
 */
final class GroupMerge extends GroupWork {
  private final Step.Aggregate step;
  private final Stage stage;
  private final long unit;
  private final long budget;
  private GroupTable groups;
  private final GroupSpill spill;
  private final ResultsByUnit<AggregateResults> results;

  /**
   * @param stage what stands behind the aggregation; its entry is {@code step}
   * @param span of the groups' windows
   */
  GroupMerge(Step.Aggregate step, Stage stage, TimeSpan span, Limits limits) {
    this.step = step;
    this.stage = stage;
    this.unit = stage.units().ofSpan(span);
    this.budget = limits.foldBytes();
    this.groups = new GroupTable(step);
    this.spill = new GroupSpill(step);
    this.results = new ResultsByUnit<>(stage, limits.blockRows(), () -> new AggregateResults(step));
  }

  @Override
  public void add(byte[] packed) throws IOException {
    ByteInput in = Packing.open(packed, stage.layout());
    Tally merged = stage.ledger(unit).account(step.name(), Ledger.Place.MERGED);
    while (!in.isAtEnd()) {
      groups.merge(in, merged);
      if (groups.bytes() > budget) {
        spillGroups();
      }
    }
  }

  private void spillGroups() throws IOException {
    spill.write(groups);
    // A new table, not a cleared one: what grew to the budget must not count against it again.
    groups = new GroupTable(step);
  }

  @Override
  public void finish() throws IOException {
    if (spill.isEmpty()) {
      for (int slot : groups.sorted()) {
        results.of(unit).add(groups, slot);
      }
    } else {
      spillGroups();
      spill.merge((group, streamed) -> results.of(unit).addMerged(group, streamed));
    }
    results.push();
  }

  /** Deletes what was spilled. */
  @Override
  public void close() {
    spill.close();
  }
}
