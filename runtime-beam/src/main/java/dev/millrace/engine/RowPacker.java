package dev.millrace.engine;

import dev.millrace.aggregate.PayloadHash;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Shape;

/**
 * Packs whole rows, each as an entry with its key and its place in the order of SEMANTICS S3. Not
 * thread-safe.
 */
final class RowPacker {
  private final KeyEncoder keys;
  private final int side;
  private final boolean hasKey;
  private final ComponentCodec[] codecs;
  private final Packing packing;
  private final ByteOutput sortKey = new ByteOutput();
  private final ByteOutput payload = new ByteOutput();
  private final PayloadHash hash = new PayloadHash();
  private Column[] columns = new Column[0];

  /**
   * @param input which input of the step the rows are
   */
  RowPacker(Step.Barrier step, int input, Shape<?> shape, Packing packing) {
    this.keys = new KeyEncoder(step, input);
    this.side = RowKey.sideOf(input);
    this.hasKey = !step.keyOf(input).isEmpty();
    this.codecs =
        shape.components().stream()
            .map(component -> shape.codec(component.index()))
            .toArray(ComponentCodec[]::new);
    this.packing = packing;
  }

  /** Turns to another block. */
  void turnTo(Block<?> block) {
    keys.turnTo(block);
    columns = new Column[codecs.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = block.column(i);
    }
  }

  /** Turns to a row of the block. */
  void encode(int row) {
    payload.clear();
    for (int i = 0; i < columns.length; i++) {
      codecs[i].write(columns[i], row, payload);
    }
    hash.of(payload.array(), 0, payload.size());
  }

  /** A hash of the row's content; {@link #contentLow} is another. */
  long contentHigh() {
    return hash.high();
  }

  long contentLow() {
    return hash.low();
  }

  /** Where the row goes, given its shuffle group. */
  interface Place {
    ByteOutput of(int group);
  }

  /** Packs the row, for one of its windows. */
  void pack(int row, long window, long time, long idHigh, long idLow, Place place) {
    RowKey.begin(window, sortKey);
    keys.encode(row, sortKey);
    long group = SortKey.endGroup(sortKey);
    long spread = hasKey ? group : hash.high();
    RowKey.end(side, time, hash.high(), hash.low(), idHigh, idLow, sortKey);
    Entry.write(sortKey, payload, place.of(packing.group(spread)));
    packing.wrote(Entry.HEADER + sortKey.size() + payload.size());
  }
}
