package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Plays a bounded source as a stream that ends: for tests and demos of streams with the data of a
 * batch. Immutable: each setting returns a changed copy.
 *
 * <p>Where the source has at least as many partitions (files) as the replay, they are dealt out
 * whole; otherwise records are dealt out one by one, and every replay partition reads the whole
 * source. A record's position is its number in the replay partition. What comes when follows from
 * the source, the settings and the seed alone.
 *
 * <p>Memory: as many records as they can be delayed. Resuming reads a partition again from its
 * beginning and skips.
 *
 * @param <T> the rows
 */
public final class Replay<T> implements SourceBinding<T> {
  private static final long serialVersionUID = 1L;

  private final SourceBinding<T> source;
  private final int partitions;
  private final Disorder disorder;

  private Replay(SourceBinding<T> source, int partitions, Disorder disorder) {
    this.source = source;
    this.partitions = partitions;
    this.disorder = disorder;
  }

  /** One partition, in the order of the source. */
  public static <T> Replay<T> of(SourceBinding<T> source) {
    if (source.isUnbounded()) {
      throw new IllegalArgumentException(source.describe() + " is a stream already");
    }
    return new Replay<>(source, 1, Disorder.NONE);
  }

  /** In how many partitions it is played. */
  public Replay<T> partitions(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a stream of " + count + " partitions");
    }
    return new Replay<>(source, count, disorder);
  }

  /** Chooses which records are delayed, and how far. */
  public Replay<T> seed(long seed) {
    return new Replay<>(source, partitions, disorder.withSeed(seed));
  }

  /** Delays every record of a partition by up to so many others. */
  public Replay<T> disorder(int records) {
    return new Replay<>(source, partitions, disorder.withPlaces(records));
  }

  /**
   * Delays some records by so many others more.
   *
   * @param fraction of all records, from 0 to 1
   */
  public Replay<T> late(double fraction, int records) {
    return new Replay<>(source, partitions, disorder.withLate(fraction, records));
  }

  @Override
  public String describe() {
    return "replay in "
        + partitions
        + " partitions"
        + disorder.describe()
        + " of "
        + source.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    return source.check(port, shape);
  }

  @Override
  public List<String> notices(String port, Shape<T> shape) {
    return source.notices(port, shape);
  }

  @Override
  public boolean isUnbounded() {
    return true;
  }

  @Override
  public List<InputPartition> partitions(Shape<T> shape, long extentBytes) {
    List<InputPartition> all = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      all.add(new InputPartition("replay-" + i, 0, List.of()));
    }
    return all;
  }

  @Override
  public RowReader<T> open(Shape<T> shape, Projection projection, Extent extent) {
    throw new UnsupportedOperationException("a replay has no extents, it is followed");
  }

  @Override
  public StreamReader<T> follow(
      Shape<T> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    int number = Integer.parseInt(partition.substring("replay-".length()));
    List<InputPartition> files = source.partitions(shape, Long.MAX_VALUE);
    boolean areFilesDealt = files.size() >= partitions;
    List<Extent> extents = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (!areFilesDealt || i % partitions == number) {
        extents.addAll(files.get(i).extents());
      }
    }
    ExtentSequence<T> records = new ExtentSequence<>(source, shape, projection, extents);
    if (areFilesDealt && disorder.isNone()) {
      return new OrderedReplayReader<>(records, resumePoint);
    }
    ReplayReader<T> reader =
        areFilesDealt
            ? new ReplayReader<>(records, shape, projection, 1, 0, disorder.of(number))
            : new ReplayReader<>(
                records, shape, projection, partitions, number, disorder.of(number));
    reader.resume(resumePoint);
    return reader;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Replay<?> that
        && source.equals(that.source)
        && partitions == that.partitions
        && disorder.equals(that.disorder);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, partitions, disorder);
  }

  @Override
  public String toString() {
    return describe();
  }
}
