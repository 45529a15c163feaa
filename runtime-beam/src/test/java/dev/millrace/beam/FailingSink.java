package dev.millrace.beam;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A sink with a planted failure: at a write, or when a part is closed. */
record FailingSink<T>(SinkBinding<T> sink) implements SinkBinding<T> {
  private static final long serialVersionUID = 1L;

  @Override
  public String describe() {
    return sink.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    return sink.check(port, shape);
  }

  @Override
  public String folder() {
    return sink.folder();
  }

  @Override
  public String extension() {
    return sink.extension();
  }

  @Override
  public RowWriter<T> writer(Shape<T> shape, OutputStream out) throws IOException {
    RowWriter<T> writer = sink.writer(shape, out);
    return new RowWriter<>() {
      @Override
      public void write(Block<T> block, Selection rows) throws IOException {
        Failures.pass("write");
        writer.write(block, rows);
      }

      @Override
      public void close() throws IOException {
        Failures.pass("close");
        writer.close();
      }
    };
  }
}
