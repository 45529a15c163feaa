package dev.millrace.connect;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Envelopes;
import dev.millrace.record.Shape;

/**
 * The engine's batch as a reader sees it that something stands in front of: its columns are the
 * engine's, and subclasses say what becomes of records. What they do not override of the methods
 * for many records at once ends in those for one.
 */
abstract class ForwardedBatch<T> implements InputBatch<T> {
  /** The engine's. */
  final InputBatch<T> batch;

  ForwardedBatch(InputBatch<T> batch) {
    this.batch = batch;
  }

  @Override
  public final Shape<T> shape() {
    return batch.shape();
  }

  @Override
  public boolean isFull() {
    return batch.isFull();
  }

  @Override
  public final ColumnBuilder column(int component) {
    return batch.column(component);
  }

  @Override
  public final void cameWith(Envelopes envelopes) {
    batch.cameWith(envelopes);
  }
}
