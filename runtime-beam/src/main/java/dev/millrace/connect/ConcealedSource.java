package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;

/** A binding whose settings came from the environment: what it says is shown without them. */
record ConcealedSource<T>(SourceBinding<T> binding, Secrets secrets) implements SourceBinding<T> {
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
  public List<String> notices(String port, Shape<T> shape) {
    return binding.notices(port, shape).stream().map(secrets::conceal).toList();
  }

  @Override
  public List<InputPartition> partitions(Shape<T> shape, long extentBytes) throws IOException {
    try {
      return binding.partitions(shape, extentBytes);
    } catch (IOException e) {
      throw secrets.conceal(e);
    }
  }

  @Override
  public boolean isUnbounded() {
    return binding.isUnbounded();
  }

  @Override
  public StreamReader<T> follow(
      Shape<T> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    try {
      return binding.follow(shape, projection, partition, resumePoint);
    } catch (IOException e) {
      throw secrets.conceal(e);
    }
  }

  @Override
  public RowReader<T> open(Shape<T> shape, Projection projection, Extent extent)
      throws IOException {
    try {
      return binding.open(shape, projection, extent);
    } catch (IOException e) {
      throw secrets.conceal(e);
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
