package dev.millrace.engine;

import dev.millrace.connect.RowSender;
import dev.millrace.connect.SinkBinding;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows that are sent to a place. Nothing is opened before the first of them. */
final class OpenSending<T> extends OpenPart {
  private final Shape<T> shape;
  private final SinkBinding<T> sink;
  private @Nullable RowSender<T> sender;

  OpenSending(String port, int index, Shape<T> shape, SinkBinding<T> sink) {
    super(port, index, sink.describe());
    this.shape = shape;
    this.sink = sink;
  }

  @Override
  @SuppressWarnings("unchecked") // the plan's types: a sink takes the rows of its port
  void writeRows(Block<?> block, Selection rows) throws IOException {
    if (sender == null) {
      sender = sink.sender(shape);
    }
    sender.send((Block<T>) block, rows);
  }

  @Override
  long bytes() {
    return sender == null ? 0 : sender.bytes();
  }

  @Override
  void finishRows(Finished into) throws IOException {
    long bytes = bytes();
    if (sender != null) {
      try (RowSender<T> ending = sender) {
        ending.flush();
      }
    }
    into.sent(new Receipt.Sent(port(), index(), bytes, committed()));
  }

  @Override
  void abort() throws IOException {
    if (sender != null) {
      sender.close();
    }
  }
}
