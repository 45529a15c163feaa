package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.plan.Times;
import dev.millrace.record.ByteOutput;

/**
 * {@link Step.Deduplicate} behind the shuffle: rows of a key in the order of SEMANTICS S3, each
 * kept or counted as dropped. Between, it keeps for each key a mark with the time of its last row
 * that was kept, for as long as the horizon reaches.
 */
final class DeduplicateMerge extends OrderedWork {
  private static final ByteOutput NOTHING = new ByteOutput(0);

  private final String name;
  private final long horizon;
  private final RowKey key = new RowKey();
  private final ResultsByUnit<RowResults> results;
  private final KeyGroup group = new KeyGroup();
  private final ByteOutput sortKey = new ByteOutput();
  private boolean forgets;
  private boolean hasKept;
  private long lastKept;

  /** Whether {@link #lastKept} is what the key's mark said. */
  private boolean isAsBefore;

  DeduplicateMerge(Step.Deduplicate step, Stage stage, Limits limits) {
    super(step, stage, limits);
    this.name = step.name();
    this.horizon = step.horizon();
    this.results =
        new ResultsByUnit<>(stage, limits.blockRows(), () -> new RowResults(step.shape()));
  }

  @Override
  void visit(Entry entry, long before) {
    key.read(entry);
    if (!group.holds(entry, key.prefixLength())) {
      mark(before);
      group.turnTo(entry, key.prefixLength());
      forgets = forgets(entry);
      hasKept = false;
    }
    if (key.side() == RowKey.MARK) {
      hasKept = true;
      lastKept = key.time();
      isAsBefore = true;
    } else if (hasKept && key.time() < Times.plus(lastKept, horizon)) {
      drop();
    } else {
      results.of(stage.units().of(key.time())).add(key, entry.payload());
      hasKept = true;
      lastKept = key.time();
      isAsBefore = false;
    }
  }

  private void drop() {
    stage
        .ledger(stage.units().of(key.time()))
        .account(name, Ledger.Place.FILTERED)
        .addRecord(key.idHigh(), key.idLow());
  }

  /** Remembers the key at hand while a row could come that is a duplicate. */
  private void mark(long before) {
    long over = Times.plus(lastKept, horizon);
    if (hasKept && (over > before || (isAsBefore && !forgets))) {
      group.begin(sortKey);
      RowKey.end(RowKey.MARK, lastKept, 0, 0, 0, 0, sortKey);
      kept.add(sortKey, NOTHING, forgottenAt(over, horizon), isAsBefore);
    }
  }

  @Override
  void end(long before) {
    mark(before);
    group.clear();
    hasKept = false;
    results.push();
  }
}
