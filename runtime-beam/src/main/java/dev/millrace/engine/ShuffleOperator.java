package dev.millrace.engine;

import dev.millrace.aggregate.PayloadHash;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Mix;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.List;

/**
 * A grouping that needs whole rows, before the shuffle: packs the rows of one of its inputs, each
 * with its window, its key and its place in the order of SEMANTICS S3. A row that lies in several
 * windows is packed for each.
 */
final class ShuffleOperator extends Operator implements Flushable {
  private final Step.Grouping step;
  private final int input;
  private final WindowAssigner windows;
  private final KeyEncoder keys;
  private final ComponentCodec[] codecs;
  private final Partials partials;
  private final Books books;
  private final Units units;
  private final long budget;
  private final Packing packing;
  private final ByteOutput sortKey = new ByteOutput();
  private final ByteOutput payload = new ByteOutput();
  private final PayloadHash hash = new PayloadHash();

  ShuffleOperator(
      Step.Grouping step, int input, Partials partials, Books books, Units units, Limits limits) {
    super(List.of());
    this.step = step;
    this.input = input;
    this.windows =
        step instanceof Step.Join join ? WindowAssigner.of(join.window()) : WindowAssigner.NONE;
    this.keys = new KeyEncoder(step, input);
    Shape<?> shape = step.inputs().get(input).shape();
    this.codecs =
        shape.components().stream()
            .map(component -> shape.codec(component.index()))
            .toArray(ComponentCodec[]::new);
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
    Provenance provenance = block.provenance();
    keys.turnTo(block);
    Column[] columns = new Column[codecs.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = block.column(i);
    }
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      encodePayload(columns, row);
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

  private void encodePayload(Column[] columns, int row) {
    payload.clear();
    for (int i = 0; i < columns.length; i++) {
      codecs[i].write(columns[i], row, payload);
    }
    hash.of(payload.array(), 0, payload.size());
  }

  private void pack(RowBatch batch, int row, long time, long start) {
    Provenance provenance = batch.block().provenance();
    RowKey.begin(start, sortKey);
    keys.encode(row, sortKey);
    RowKey.endKey(sortKey);
    int group = packing.group(Mix.of(sortKey.array(), 0, sortKey.size()));
    RowKey.end(
        RowKey.sideOf(input),
        time,
        hash.high(),
        hash.low(),
        provenance.idHigh(row),
        provenance.idLow(row),
        sortKey);
    TimeSpan span = TimeSpan.of(start, windows.end(start));
    boolean ordered = step.isOrdered() || units.isWholeRun();
    ByteOutput out = ordered ? packing.since(time, group) : packing.of(span, group);
    Entry.write(sortKey, payload, out);
    packing.wrote(Entry.HEADER + sortKey.size() + payload.size());
    long unit = step.isOrdered() ? units.of(time) : units.ofSpan(span);
    batch.countRow(row, books.of(unit).ledger().account(step.name(), Ledger.Place.FOLDED));
  }

  @Override
  public void flush() {
    packing.ship(partials, units.isWholeRun());
  }
}
