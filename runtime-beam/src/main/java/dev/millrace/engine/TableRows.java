package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Mix;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;

/** Rows of a table, one at a time, in their encoded form. Not thread-safe. */
final class TableRows {
  private final ComponentCodec[] codecs;
  private final int keyIndex;
  private final int presence;
  private final ByteOutput row = new ByteOutput();
  private int keyStart;
  private int keyEnd;

  TableRows(Step.Lookup step) {
    Shape<?> shape = step.table().shape();
    codecs = new ComponentCodec[shape.components().size()];
    for (int i = 0; i < codecs.length; i++) {
      codecs[i] = shape.codec(i);
    }
    keyIndex = step.tableKey().index();
    presence = presenceBytes(step.tableKey().nullable());
  }

  /**
   * The bytes in front of a value that may be null: a key is compared without, since only one of
   * two sides may be nullable.
   */
  static int presenceBytes(boolean isNullable) {
    return isNullable ? 1 : 0;
  }

  /** Encodes a row, as its codec does. */
  void encode(Block<?> block, int index) {
    row.clear();
    for (int i = 0; i < codecs.length; i++) {
      if (i == keyIndex) {
        keyStart = row.size() + presence;
      }
      codecs[i].write(block.column(i), index, row);
      if (i == keyIndex) {
        keyEnd = row.size();
      }
    }
  }

  boolean hasKey(Block<?> block, int index) {
    return !block.column(keyIndex).isNull(index);
  }

  /** What was encoded last. */
  ByteOutput row() {
    return row;
  }

  /** Where the key begins in it. */
  int keyStart() {
    return keyStart;
  }

  int keyLength() {
    return keyEnd - keyStart;
  }

  /** Counts the row that was encoded last, by its id and what it holds. */
  void count(RowBatch batch, int index, Tally into) {
    long content = Mix.of(row.array(), 0, row.size());
    into.add(1, Mix.of(batch.firstHash(index), content), Mix.of(content, batch.secondHash(index)));
  }

  /** Counts rows, by their ids and what they hold. */
  void count(RowBatch batch, Selection rows, Tally into) {
    for (int i = 0; i < rows.size(); i++) {
      encode(batch.block(), rows.get(i));
      count(batch, rows.get(i), into);
    }
  }
}
