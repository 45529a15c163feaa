package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.publish.Succession;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** A binding whose settings came from the environment: what it says is shown without them. */
record ConcealedSink<T>(SinkBinding<T> binding, Secrets secrets) implements SinkBinding<T> {
  private static final long serialVersionUID = 1L;

  @Override
  public String describe() {
    return secrets.conceal(binding.describe());
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    return binding.check(port, shape).stream().map(secrets::conceal).toList();
  }

  @Override
  public String folder() {
    return binding.folder();
  }

  @Override
  public String extension() {
    return binding.extension();
  }

  @Override
  public Optional<Succession> succession() {
    return binding.succession();
  }

  @Override
  public boolean isSent() {
    return binding.isSent();
  }

  @Override
  public RowSender<T> sender(Shape<T> shape) throws IOException {
    try {
      return new ConcealedSender<>(binding.sender(shape), secrets);
    } catch (IOException e) {
      throw secrets.conceal(e);
    }
  }

  @Override
  public RowWriter<T> writer(Shape<T> shape, OutputStream out) throws IOException {
    try {
      return binding.writer(shape, out);
    } catch (IOException e) {
      throw secrets.conceal(e);
    }
  }

  @Override
  public String toString() {
    return describe();
  }

  /** What goes wrong while rows are sent may name what it was configured with. */
  private record ConcealedSender<T>(RowSender<T> sender, Secrets secrets) implements RowSender<T> {
    @Override
    public void send(Block<T> block, Selection rows) throws IOException {
      try {
        sender.send(block, rows);
      } catch (IOException e) {
        throw secrets.conceal(e);
      }
    }

    @Override
    public long bytes() {
      return sender.bytes();
    }

    @Override
    public void flush() throws IOException {
      try {
        sender.flush();
      } catch (IOException e) {
        throw secrets.conceal(e);
      }
    }

    @Override
    public void close() throws IOException {
      sender.close();
    }
  }
}
