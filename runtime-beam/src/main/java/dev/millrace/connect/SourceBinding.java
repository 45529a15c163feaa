package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a source's rows come from: a bounded source is read once, extent by extent ({@link #open});
 * an unbounded one is followed, partition by partition ({@link #follow}).
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
   * Whether rows keep coming. A run that reads any such source is a stream: see {@link #follow}.
   */
  default boolean isUnbounded() {
    return false;
  }

  /**
   * The partitions there are now; those of a bounded source cut into extents that can be read on
   * their own. Called on a worker. Deterministic: the same place in the same state gives the same
   * list.
   *
   * @param extentBytes about how many bytes an extent should have; a partition that cannot be cut
   *     has one extent
   */
  List<InputPartition> partitions(Shape<T> shape, long extentBytes) throws IOException;

  /**
   * Opens an extent of a bounded source for reading, from its first row.
   *
   * @param projection what is needed; reading more of it does no harm
   */
  RowReader<T> open(Shape<T> shape, Projection projection, Extent extent) throws IOException;

  /**
   * What an extent of a bounded source has from a position on, where that can be opened without
   * reading what is before it, which may be gone by then; empty where it cannot, or need not.
   */
  default Optional<Extent> rest(Extent extent, long position) {
    return Optional.empty();
  }

  /**
   * How often to look for partitions of an unbounded source that were not there when the run began:
   * zero for never. Then {@link #partitions} gives them behind the others, which keep their places.
   */
  default Duration looksForPartitionsEvery() {
    return Duration.ZERO;
  }

  /**
   * When a quiet partition of an unbounded source is taken for idle: its frontier is then raised to
   * the present time less this. Zero where no clock raises one. Known before the first row, so that
   * a launch can hold it against the lateness of {@code timestamps}, which should be no longer.
   */
  default Duration takesForIdleAfter() {
    return Duration.ZERO;
  }

  /**
   * The resume point of a partition that was found while others were read; empty to begin where the
   * binding says. A binding that begins with what is new has to begin with all of such a partition.
   */
  default byte[] resumePointOfFound(String partition) {
    return new byte[0];
  }

  /**
   * What an unbounded source's rows are before those that it follows: a bounded source, whose
   * partitions are dealt out over those of this one and read to their ends first. They have no
   * order of arrival, so nothing in them is late.
   */
  default Optional<SourceBinding<T>> history() {
    return Optional.empty();
  }

  /**
   * Opens a partition of an unbounded source for reading.
   *
   * @param projection what is needed; reading more of it does no harm
   * @param resumePoint of an earlier reader of this partition; empty to begin where the binding
   *     says
   */
  default StreamReader<T> follow(
      Shape<T> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    throw new UnsupportedOperationException(describe() + " is bounded");
  }
}
