package dev.millrace.engine;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.plan.AggregateCall;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import java.util.Arrays;
import java.util.List;

/**
 * {@link Step.Aggregate} before the shuffle: folds rows into groups until the bundle ends or the
 * table is full, and ships what it has as packed partial aggregates. A row that lies in several
 * windows is folded into each.
 */
final class FoldOperator extends Operator implements Flushable {
  /**
   * So many are folded at once: enough for misses of the cache to overlap, and no more memory for
   * rows that lie in a thousand windows each.
   */
  private static final int MANY_PAIRS = 1024;

  private final Step.Aggregate step;
  private GroupTable groups;
  private final WindowAssigner windows;
  private final KeyEncoder keys;
  private final GroupPairs pairs = new GroupPairs();
  private final Partials partials;
  private final Books books;
  private final Units units;
  private final long budget;
  private final Packing packing;

  FoldOperator(Step.Aggregate step, Partials partials, Books books, Units units, Limits limits) {
    super(List.of());
    this.step = step;
    this.groups = new GroupTable(step);
    this.windows = WindowAssigner.of(step.window());
    this.keys = new KeyEncoder(step, 0);
    this.partials = partials;
    this.books = books;
    this.units = units;
    this.budget = limits.foldBytes();
    this.packing = new Packing(step, limits.shuffleGroups());
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    books.count(step, Ledger.Place.OUT, batch, rows);
    Block<?> block = batch.block();
    SameKey sameKey = new SameKey(keys.turnTo(block));
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      if (!sameKey.asBefore(row) || pairs.size() == 0) {
        keys.encode(row, pairs.beginKey());
        pairs.endKey();
      }
      addWindows(row, block.provenance().eventTime(row));
      if (pairs.size() >= MANY_PAIRS) {
        fold(batch);
      }
    }
    if (pairs.size() > 0) {
      fold(batch);
    }
  }

  /** A pair of row and group for each window that the row lies in. */
  private void addWindows(int row, long time) {
    long start = windows.lastStart(time);
    pairs.add(row, start);
    for (long earlier = windows.earlierStart(start, time);
        earlier != start;
        earlier = windows.earlierStart(start, time)) {
      start = earlier;
      pairs.add(row, start);
    }
  }

  private void fold(RowBatch batch) {
    groups.find(pairs);
    count(batch);
    Selection paired = Selection.of(pairs.rows(), pairs.size());
    for (int i = 0; i < step.calls().size(); i++) {
      AggregateCall call = step.calls().get(i);
      try {
        add(call, groups.accumulators().get(i), batch, pairs.slots(), paired);
      } catch (ArithmeticException e) {
        throw AggregateResults.failed(step, call, e, "look for rows with impossible values");
      }
    }
    pairs.clear();
    if (groups.bytes() > budget) {
      flush();
    }
  }

  private void add(
      AggregateCall call, Accumulators into, RowBatch batch, int[] slots, Selection rows) {
    if (call.where() == null) {
      into.add(slots, batch.block(), rows);
      return;
    }
    int[] holding = RowFunctions.holding(step, call.where().condition(), batch, rows);
    int[] chosenRows = new int[holding.length];
    int[] chosenSlots = new int[holding.length];
    for (int i = 0; i < holding.length; i++) {
      chosenRows[i] = rows.get(holding[i]);
      chosenSlots[i] = slots[holding[i]];
    }
    into.add(chosenSlots, batch.block(), Selection.of(chosenRows, holding.length));
  }

  private void count(RowBatch batch) {
    Provenance provenance = batch.block().provenance();
    int[] rows = pairs.rows();
    int[] slots = pairs.slots();
    for (int i = 0; i < pairs.size(); i++) {
      int row = rows[i];
      groups.count(slots[i], 1, batch.firstHash(row), batch.secondHash(row));
    }
    if (step.isOrdered()) {
      for (int i = 0; i < pairs.size(); i++) {
        long time = provenance.eventTime(rows[i]);
        groups.cover(slots[i], time, time);
      }
    }
  }

  /** Ships everything folded so far, each window's span and each shuffle group on its own. */
  @Override
  public void flush() {
    if (step.isOrdered()) {
      packParts();
    } else {
      packGroups();
    }
    // A new table, not a cleared one: what grew to the budget must not count against it again.
    groups = new GroupTable(step);
    packing.ship(partials, units.isWholeRun());
  }

  private void packParts() {
    for (int slot = 0; slot < groups.size(); slot++) {
      long first = groups.firstTime(slot);
      groups.tally(slot, folded(units.of(first)));
      SessionPart.write(groups, slot, packing.since(first, packing.group(groups.keyHash(slot))));
    }
  }

  /** Groups that came one after the other are mostly of one window. */
  private void packGroups() {
    long window = 0;
    TimeSpan span = null;
    Tally folded = null;
    for (int slot = 0; slot < groups.size(); slot++) {
      if (span == null || folded == null || groups.window(slot) != window) {
        window = groups.window(slot);
        span = spanOf(window);
        folded = folded(units.ofSpan(span));
      }
      groups.tally(slot, folded);
      groups.write(slot, packing.of(span, packing.group(groups.hash(slot))));
    }
  }

  private Tally folded(long unit) {
    return books.of(unit).ledger().account(step.name(), Ledger.Place.FOLDED);
  }

  private TimeSpan spanOf(long windowStart) {
    return units.isWholeRun() ? TimeSpan.ALL : TimeSpan.of(windowStart, windows.end(windowStart));
  }

  /**
   * Whether a row has the key of the row before it, as far as a glance can tell: text that is the
   * same object.
   */
  private static final class SameKey {
    private final ObjectColumn[] columns;
    private final Object[] last;

    private SameKey(Column[] keyColumns) {
      boolean glance = Arrays.stream(keyColumns).allMatch(ObjectColumn.class::isInstance);
      columns =
          glance
              ? Arrays.copyOf(keyColumns, keyColumns.length, ObjectColumn[].class)
              : new ObjectColumn[0];
      last = new Object[columns.length];
    }

    private boolean asBefore(int row) {
      boolean same = columns.length > 0;
      for (int i = 0; i < columns.length; i++) {
        Object value = columns[i].get(row);
        same &= value != null && value == last[i];
        last[i] = value;
      }
      return same;
    }
  }
}
