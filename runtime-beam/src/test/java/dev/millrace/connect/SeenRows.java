package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.OutputStream;
import java.util.List;

/** A place that rows are sent to, where a test sees them. */
public abstract class SeenRows<T> implements SinkBinding<T> {
  private static final long serialVersionUID = 1L;

  /** A row has come. */
  protected abstract void see(T row);

  @Override
  public final String describe() {
    return "what is seen";
  }

  @Override
  public final List<Problem> check(String port, Shape<T> shape) {
    return List.of();
  }

  @Override
  public final String folder() {
    return "";
  }

  @Override
  public final String extension() {
    return "";
  }

  @Override
  public final RowWriter<T> writer(Shape<T> shape, OutputStream out) {
    throw new UnsupportedOperationException("rows are sent");
  }

  @Override
  public final boolean isSent() {
    return true;
  }

  @Override
  public final RowSender<T> sender(Shape<T> shape) {
    return new RowSender<>() {
      @Override
      public void send(Block<T> block, Selection rows) {
        for (int i = 0; i < rows.size(); i++) {
          see(block.row(rows.get(i)));
        }
      }

      @Override
      public long bytes() {
        return 0;
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
