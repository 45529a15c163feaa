package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Where a source's rows come from.
 *
 * @param <T> the rows it can give; a binding that reads any shape by name is a {@code
 *     SourceBinding<T>} for every T
 */
public interface SourceBinding<T> extends Serializable {
  /** For people, in plans, summaries and manifests: {@code files csv in/*.csv}. Never a secret. */
  String describe();

  /**
   * What can be known to be wrong before the first row is read: no file matches, a column is
   * missing. Looks at the place itself, from the process that launches.
   */
  List<Problem> check(String port, Shape<T> shape);

  /**
   * What is worth knowing and no mistake, one sentence each: columns of the place that nobody
   * reads. Told once, before the first row.
   */
  default List<String> notices(String port, Shape<T> shape) {
    return List.of();
  }

  /**
   * The partitions there are now, each cut into extents that can be read on their own. Called once
   * per run, on a worker. Deterministic: the same place in the same state gives the same list.
   *
   * @param extentBytes about how many bytes an extent should have; a partition that cannot be cut
   *     has one extent
   */
  List<InputPartition> partitions(Shape<T> shape, long extentBytes) throws IOException;

  /** Opens an extent for reading, from its first row. */
  RowReader<T> open(Shape<T> shape, Extent extent) throws IOException;
}
