package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import java.util.List;

/**
 * A barrier that needs whole rows, before the shuffle: packs the rows of one of its inputs. A row
 * that lies in several windows is packed for each.
 */
final class ShuffleOperator extends Operator implements Flushable {
  private final Step.Barrier step;
  private final WindowAssigner windows;
  private final Partials partials;
  private final Books books;
  private final Units units;
  private final long budget;
  private final Packing packing;
  private final RowPacker packer;

  ShuffleOperator(
      Step.Barrier step, int input, Partials partials, Books books, Units units, Limits limits) {
    super(List.of());
    this.step = step;
    this.windows =
        step instanceof Step.Join join ? WindowAssigner.of(join.window()) : WindowAssigner.NONE;
    this.partials = partials;
    this.books = books;
    this.units = units;
    this.budget = Math.min(limits.foldBytes(), Packing.MOST_BYTES);
    this.packing = new Packing(step, limits.shuffleGroups());
    this.packer = new RowPacker(step, input, step.inputs().get(input).shape(), packing);
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    books.count(step, Ledger.Place.OUT, batch, rows);
    packer.turnTo(batch.block());
    Provenance provenance = batch.block().provenance();
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      packer.encode(row);
      long time = provenance.eventTime(row);
      long start = windows.lastStart(time);
      while (true) {
        pack(batch, row, time, start);
        long earlier = windows.earlierStart(start, time);
        if (earlier == start) {
          break;
        }
        start = earlier;
      }
    }
    if (packing.bytes() > budget) {
      flush();
    }
  }

  private void pack(RowBatch batch, int row, long time, long start) {
    Provenance provenance = batch.block().provenance();
    TimeSpan span = TimeSpan.of(start, windows.end(start));
    boolean ordered = step.isOrdered() || units.isWholeRun();
    packer.pack(
        row,
        start,
        time,
        provenance.idHigh(row),
        provenance.idLow(row),
        group -> ordered ? packing.since(time, group) : packing.of(span, group));
    if (step instanceof Step.Grouping) {
      long unit = step.isOrdered() ? units.of(time) : units.ofSpan(span);
      batch.countRow(row, books.of(unit).ledger().account(step.name(), Ledger.Place.FOLDED));
    }
  }

  @Override
  public void flush() {
    packing.ship(partials, units.isWholeRun());
  }
}
