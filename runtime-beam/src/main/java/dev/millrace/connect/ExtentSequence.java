package dev.millrace.connect;

import dev.millrace.record.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads extents of a bounded source one after the other. */
final class ExtentSequence<T> implements Closeable {
  private final SourceBinding<T> source;
  private final Shape<T> shape;
  private final Projection projection;
  private final Deque<Extent> left;
  private @Nullable RowReader<T> open;

  ExtentSequence(
      SourceBinding<T> source, Shape<T> shape, Projection projection, List<Extent> extents) {
    this.source = source;
    this.shape = shape;
    this.projection = projection;
    this.left = new ArrayDeque<>(extents);
  }

  /** Reads on until the batch is full or an extent ends; false when all have ended. */
  boolean read(InputBatch<T> batch) throws IOException {
    if (open == null) {
      if (left.isEmpty()) {
        return false;
      }
      open = source.open(shape, projection, left.remove());
    }
    if (!open.read(batch)) {
      close();
    }
    return open != null || !left.isEmpty();
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
