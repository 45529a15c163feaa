package dev.millrace.connect.kafka;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.RowSender;
import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Bindings that find nothing wrong: what changes behind a check, the run meets. */
final class Unchecked {
  private Unchecked() {}

  /** A topic that is read. */
  record From(SourceBinding<Object> topic) implements SourceBinding<Object> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return topic.describe();
    }

    @Override
    public List<Problem> check(String port, Shape<Object> shape) {
      return List.of();
    }

    @Override
    public boolean isUnbounded() {
      return topic.isUnbounded();
    }

    @Override
    public StreamReader<Object> follow(
        Shape<Object> shape, Projection projection, String partition, byte[] resumePoint)
        throws IOException {
      return topic.follow(shape, projection, partition, resumePoint);
    }

    @Override
    public List<InputPartition> partitions(Shape<Object> shape, long extentBytes)
        throws IOException {
      return topic.partitions(shape, extentBytes);
    }

    @Override
    public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
        throws IOException {
      return topic.open(shape, projection, extent);
    }
  }

  /** A topic that is written. */
  record To<T>(SinkBinding<T> topic) implements SinkBinding<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return topic.describe();
    }

    @Override
    public List<Problem> check(String port, Shape<T> shape) {
      return List.of();
    }

    @Override
    public boolean isSent() {
      return topic.isSent();
    }

    @Override
    public RowSender<T> sender(Shape<T> shape) throws IOException {
      return topic.sender(shape);
    }

    @Override
    public String folder() {
      return topic.folder();
    }

    @Override
    public String extension() {
      return topic.extension();
    }

    @Override
    public RowWriter<T> writer(Shape<T> shape, OutputStream out) throws IOException {
      return topic.writer(shape, out);
    }
  }
}
