package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source that somebody writes to: every time it has been read it holds other rows, until the last
 * version stays. Copies that were sent to workers go on from where the original was.
 */
public record ChangingSource<T>(List<SourceBinding<T>> versions, AtomicInteger opened)
    implements SourceBinding<T> {
  private static final long serialVersionUID = 1L;

  /** One that stays as it is; how often it was opened is counted. */
  public static <T> ChangingSource<T> of(SourceBinding<T> only) {
    return new ChangingSource<>(List.of(only), new AtomicInteger());
  }

  public static <T> ChangingSource<T> of(SourceBinding<T> first, SourceBinding<T> later) {
    return new ChangingSource<>(List.of(first, later), new AtomicInteger());
  }

  private SourceBinding<T> version() {
    return versions.get(Math.min(opened.get(), versions.size() - 1));
  }

  @Override
  public String describe() {
    return "changing " + versions.get(0).describe();
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    return version().check(port, shape);
  }

  @Override
  public List<InputPartition> partitions(Shape<T> shape, long extentBytes) throws IOException {
    return version().partitions(shape, extentBytes);
  }

  @Override
  public RowReader<T> open(Shape<T> shape, Projection projection, Extent extent)
      throws IOException {
    RowReader<T> reader = version().open(shape, projection, extent);
    opened.incrementAndGet();
    return reader;
  }
}
