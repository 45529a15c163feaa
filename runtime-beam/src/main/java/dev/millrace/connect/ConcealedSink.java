package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.publish.Succession;
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
}
