package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
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
 * <p>Memory: without disorder and with files dealt out whole, nothing is held and nothing copied.
 * Otherwise a partition holds, as values and raw bytes, at most as many records as one can be
 * delayed ({@code disorder} plus {@code late}) and 2,048 more. Resuming reads a partition again
 * from its beginning and skips.
 *
 * @param <T> the rows
 */
public final class Replay<T> implements SourceBinding<T> {
  private static final long serialVersionUID = 1L;

  private final SourceBinding<T> source;
  private final int partitions;
  private final Disorder disorder;
  private final Tempo tempo;

  private Replay(SourceBinding<T> source, int partitions, Disorder disorder, Tempo tempo) {
    this.source = source;
    this.partitions = partitions;
    this.disorder = disorder;
    this.tempo = tempo;
  }

  /** One partition, in the order of the source. */
  public static <T> Replay<T> of(SourceBinding<T> source) {
    if (source.isUnbounded()) {
      throw new IllegalArgumentException(source.describe() + " is a stream already");
    }
    return new Replay<>(source, 1, Disorder.NONE, Tempo.FREE);
  }

  /** In how many partitions it is played. */
  public Replay<T> partitions(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a stream of " + count + " partitions");
    }
    return new Replay<>(source, count, disorder, tempo);
  }

  /** Chooses which records are delayed, and how far. */
  public Replay<T> seed(long seed) {
    return with(disorder.withSeed(seed));
  }

  /** Delays every record of a partition by up to so many others. */
  public Replay<T> disorder(int records) {
    return with(disorder.withPlaces(records));
  }

  /**
   * Delays some records by so many others more.
   *
   * @param fraction of all records, from 0 to 1
   */
  public Replay<T> late(double fraction, int records) {
    return with(disorder.withLate(fraction, records));
  }

  /**
   * Gives no more than so many records in a second, of all partitions together, each the same
   * share; 0, as long as nothing is said, gives whatever is asked for. A reader that could not keep
   * up gives what was due meanwhile. Which records, and in what order, does not depend on it.
   */
  public Replay<T> pace(int rowsPerSecond) {
    return with(tempo.withRowsPerSecond(rowsPerSecond));
  }

  /**
   * Lets a partition be idle: after some of its records it has nothing to give, and says that
   * nothing before {@code until} is expected of it. It goes on when it has been asked for more
   * once, so where the frontier is raised does not depend on time. A partition may be idle several
   * times; after more records than it has, never.
   *
   * @param partition from 0
   */
  public Replay<T> idle(int partition, long afterRecords, Instant until) {
    return with(tempo.withPause(partition, afterRecords, until));
  }

  private Replay<T> with(Disorder other) {
    return new Replay<>(source, partitions, other, tempo);
  }

  private Replay<T> with(Tempo other) {
    return new Replay<>(source, partitions, disorder, other);
  }

  @Override
  public String describe() {
    return "replay in "
        + partitions
        + " partitions"
        + tempo.describe()
        + disorder.describe()
        + " of "
        + source.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    List<Problem> problems = new ArrayList<>(source.check(port, shape));
    for (Tempo.Pause pause : tempo.pauses()) {
      if (pause.partition() >= partitions) {
        problems.add(
            new Problem(
                BindingCode.REFUSED,
                "source '" + port + "'",
                "A replay in " + partitions + " partitions has no partition " + pause.partition(),
                "partitions count from 0, and one that is not there cannot be idle",
                "let another partition be idle, or play in more of them"));
      }
    }
    return problems;
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
    return follow(shape, projection, partition, resumePoint, System::nanoTime);
  }

  /**
   * @param nanoTime what the pace goes by
   */
  StreamReader<T> follow(
      Shape<T> shape,
      Projection projection,
      String partition,
      byte[] resumePoint,
      LongSupplier nanoTime)
      throws IOException {
    int number = Integer.parseInt(partition.substring("replay-".length()));
    StreamReader<T> records = follow(shape, projection, number, resumePoint);
    if (tempo.isFree(number)) {
      return records;
    }
    long given = ResumeNumber.fromBytes(resumePoint);
    return new TimedReplayReader<>(
        records,
        (double) tempo.rowsPerSecond() / partitions,
        tempo.pausesFrom(number, given),
        given,
        nanoTime);
  }

  private StreamReader<T> follow(
      Shape<T> shape, Projection projection, int number, byte[] resumePoint) throws IOException {
    List<InputPartition> files = source.partitions(shape, Long.MAX_VALUE);
    boolean areFilesDealt = files.size() >= partitions;
    List<Extent> extents = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (!areFilesDealt || i % partitions == number) {
        extents.addAll(files.get(i).extents());
      }
    }
    // Records get positions of the replay's own, one by one.
    ExtentSequence<T> records =
        new ExtentSequence<>(source, shape, projection.ofAllRows(), extents);
    if (areFilesDealt && disorder.isNone()) {
      return new OrderedReplayReader<>(records, projection, resumePoint);
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
        && disorder.equals(that.disorder)
        && tempo.equals(that.tempo);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, partitions, disorder, tempo);
  }

  @Override
  public String toString() {
    return describe();
  }
}
