package dev.millrace.beam;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;

/** A stream that is another one, but for how it is followed. */
interface ForwardedStream<T> extends SourceBinding<T> {
  /** The other one. */
  SourceBinding<T> stream();

  @Override
  default String describe() {
    return stream().describe();
  }

  @Override
  default List<Problem> check(String port, Shape<T> shape) {
    return stream().check(port, shape);
  }

  @Override
  default boolean isUnbounded() {
    return true;
  }

  @Override
  default List<InputPartition> partitions(Shape<T> shape, long extentBytes) throws IOException {
    return stream().partitions(shape, extentBytes);
  }

  @Override
  default RowReader<T> open(Shape<T> shape, Projection projection, Extent extent)
      throws IOException {
    return stream().open(shape, projection, extent);
  }
}
