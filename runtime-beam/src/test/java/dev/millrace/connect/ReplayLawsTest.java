package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.millrace.Rejection;
import dev.millrace.connect.NumberedSource.Numbered;
import dev.millrace.connect.StreamReader.Reading;
import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of every replay, of sources with unreadable records too. The oracle knows the numbers
 * of the records and the bounds, and nothing of how delays are chosen.
 */
class ReplayLawsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyRecordComesOnceAndNoFurtherFromItsPlaceThanAsked(long seed) throws IOException {
    Random random = new Random(seed);
    NumberedSource source = source(random);
    int disorder = random.nextInt(3) * random.nextInt(200);
    int late = random.nextInt(3) * random.nextInt(700);
    int partitions = 1 + random.nextInt(5);
    Replay<Numbered> replay =
        Replay.of(source)
            .partitions(partitions)
            .seed(seed)
            .disorder(disorder)
            .late(random.nextDouble() / 4, late);

    for (int partition = 0; partition < partitions; partition++) {
      List<Integer> share = share(source, partitions, partition);
      List<Integer> played = played(replay, partition, new byte[0], 1 + random.nextInt(300));

      assertThat(played.stream().sorted().toList(), equalTo(share.stream().sorted().toList()));
      int[] place = new int[source.records()];
      for (int i = 0; i < played.size(); i++) {
        place[played.get(i)] = i;
      }
      for (int i = 0; i < share.size(); i++) {
        int moved = place[share.get(i)] - i;
        assertThat(moved, lessThanOrEqualTo(disorder + late));
        assertThat(moved, greaterThanOrEqualTo(-disorder - late));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
  void theSizesOfBatchesChangeNothingAndEveryReaderThatResumesGivesTheRest(long seed)
      throws IOException {
    Random random = new Random(seed);
    boolean isOrdered = seed % 3 == 0;
    Replay<Numbered> replay =
        Replay.of(source(random))
            .partitions(1 + random.nextInt(3))
            .seed(seed)
            .disorder(isOrdered ? 0 : random.nextInt(100))
            .late(0.05, isOrdered ? 0 : 150);
    List<Integer> all = played(replay, 0, new byte[0], 1_000_000);

    assertThat(played(replay, 0, new byte[0], 1), equalTo(all));
    int given = 0;
    try (StreamReader<Numbered> reader = follow(replay, 0, new byte[0])) {
      Reading reading = Reading.MORE;
      while (reading != Reading.ENDED) {
        Arrivals batch = new Arrivals(1 + random.nextInt(200), given);
        reading = reader.read(batch);
        assertThat(batch.numbers(), equalTo(all.subList(given, given + batch.size())));
        given += batch.size();
        int rows = 1 + random.nextInt(200);
        assertThat(
            played(replay, 0, reader.resumePoint(), rows), equalTo(all.subList(given, all.size())));
      }
    }
    assertThat(given, is(all.size()));
  }

  @Test
  void aReaderCanResumeBehindEveryRecordReadableOrNot() throws IOException {
    Replay<Numbered> replay = Replay.of(new NumberedSource(List.of(40, 0, 40)));
    for (Replay<Numbered> each :
        List.of(replay, replay.partitions(5), replay.disorder(9).late(0.1, 20))) {
      List<Integer> all = played(each, 0, new byte[0], 100);
      for (int given = 0; given <= all.size(); given++) {
        assertThat(
            played(each, 0, ResumeNumber.toBytes(given), 7),
            equalTo(all.subList(given, all.size())));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 3_000})
  void noMoreIsReadAheadThanRecordsCanBeDelayed(int delay) throws IOException {
    AtomicInteger read = new AtomicInteger();
    SourceBinding<Numbered> source = new Counted(new NumberedSource(List.of(20_000)), read);
    Replay<Numbered> replay = Replay.of(source).disorder(delay).late(0.01, delay);
    int given = 0;
    try (StreamReader<Numbered> reader = follow(replay, 0, new byte[0])) {
      Reading reading = Reading.MORE;
      while (reading != Reading.ENDED) {
        Arrivals batch = new Arrivals(100, given);
        reading = reader.read(batch);
        given += batch.size();
        assertThat(read.get() - given, lessThanOrEqualTo(2 * delay + 2_048));
      }
    }
    assertThat(given, is(20_000));
  }

  /** Counts what is read of a source. */
  private record Counted(NumberedSource source, AtomicInteger read)
      implements SourceBinding<Numbered> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return source.describe();
    }

    @Override
    public List<Problem> check(String port, Shape<Numbered> shape) {
      return source.check(port, shape);
    }

    @Override
    public List<InputPartition> partitions(Shape<Numbered> shape, long extentBytes) {
      return source.partitions(shape, extentBytes);
    }

    @Override
    public RowReader<Numbered> open(Shape<Numbered> shape, Projection projection, Extent extent) {
      RowReader<Numbered> reader = source.open(shape, projection, extent);
      return new RowReader<>() {
        @Override
        public boolean read(InputBatch<Numbered> batch) throws IOException {
          return reader.read(new CountedBatch(batch, read));
        }

        @Override
        public String contentHash() {
          return reader.contentHash();
        }

        @Override
        public void close() throws IOException {
          reader.close();
        }
      };
    }
  }

  private static final class CountedBatch extends ForwardedBatch<Numbered> {
    private final AtomicInteger read;

    private CountedBatch(InputBatch<Numbered> batch, AtomicInteger read) {
      super(batch);
      this.read = read;
    }

    @Override
    public void accept(long position, byte[] raw, int from, int to) {
      read.incrementAndGet();
      batch.accept(position, raw, from, to);
    }

    @Override
    public void reject(
        long position,
        byte[] raw,
        int from,
        int to,
        Rejection.Stage stage,
        List<Rejection.Failure> failures,
        @Nullable Throwable exception) {
      read.incrementAndGet();
      batch.reject(position, raw, from, to, stage, failures, exception);
    }
  }

  /** A late record is one that comes behind a later one; the whole order follows from which. */
  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53, 54, 55})
  void lateRecordsComeExactlySoManyPlacesLaterAndTheOthersKeepTheirOrder(long seed)
      throws IOException {
    int records = 20_000;
    int late = 400;
    Replay<Numbered> replay =
        Replay.of(new NumberedSource(List.of(records))).seed(seed).late(0.01, late);
    List<Integer> played = played(replay, 0, new byte[0], 777);

    boolean[] isLate = new boolean[records];
    int greatest = -1;
    int lateOnes = 0;
    for (int number : played) {
      isLate[number] = number < greatest;
      lateOnes += isLate[number] ? 1 : 0;
      greatest = Math.max(greatest, number);
    }
    List<Integer> expected =
        IntStream.range(0, records)
            .boxed()
            .sorted(
                Comparator.comparingInt((Integer n) -> n + (isLate[n] ? late : 0))
                    .thenComparing(n -> n))
            .toList();
    int surely = records - 2 * late; // behind it, late ones may have nothing left to be late for
    assertThat(played.subList(0, surely), equalTo(expected.subList(0, surely)));
    assertThat(lateOnes, is(greaterThanOrEqualTo(150)));
    assertThat(lateOnes, is(lessThanOrEqualTo(250)));
  }

  @Test
  void anotherSeedGivesAnotherOrderAndTheSameSeedTheSame() throws IOException {
    Replay<Numbered> replay = Replay.of(new NumberedSource(List.of(1_000))).disorder(50);
    List<Integer> played = played(replay.seed(1), 0, new byte[0], 100);
    assertThat(played(replay.seed(1), 0, new byte[0], 100), equalTo(played));
    assertThat(played(replay.seed(2), 0, new byte[0], 100).equals(played), is(false));
  }

  private static NumberedSource source(Random random) {
    List<Integer> sizes = new ArrayList<>();
    int files = 1 + random.nextInt(6);
    for (int i = 0; i < files; i++) {
      sizes.add(random.nextInt(4) == 0 ? 0 : random.nextInt(1_500));
    }
    return new NumberedSource(sizes);
  }

  /** The numbers of a partition's records in the order of the source. */
  private static List<Integer> share(NumberedSource source, int partitions, int partition) {
    boolean areFilesDealt = source.sizes().size() >= partitions;
    List<Integer> share = new ArrayList<>();
    int number = 0;
    for (int file = 0; file < source.sizes().size(); file++) {
      for (int i = 0; i < source.sizes().get(file); i++, number++) {
        if ((areFilesDealt ? file : number) % partitions == partition) {
          share.add(number);
        }
      }
    }
    return share;
  }

  private static StreamReader<Numbered> follow(
      Replay<Numbered> replay, int partition, byte[] resumePoint) throws IOException {
    Shape<Numbered> shape = NumberedSource.SHAPE;
    return replay.follow(shape, Projection.all(shape), "replay-" + partition, resumePoint);
  }

  private static List<Integer> played(
      Replay<Numbered> replay, int partition, byte[] resumePoint, int batchRecords)
      throws IOException {
    long first = ResumeNumber.fromBytes(resumePoint);
    List<Integer> numbers = new ArrayList<>();
    try (StreamReader<Numbered> reader = follow(replay, partition, resumePoint)) {
      Reading reading = Reading.MORE;
      while (reading != Reading.ENDED) {
        Arrivals batch = new Arrivals(batchRecords, first + numbers.size());
        reading = reader.read(batch);
        numbers.addAll(batch.numbers());
      }
    }
    return numbers;
  }

  /** Records as they come, readable or not; sees to it that positions count on. */
  private static final class Arrivals implements InputBatch<Numbered> {
    private final int most;
    private final long first;
    private final List<ColumnBuilder> columns = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Integer> readable = new ArrayList<>();

    private Arrivals(int most, long first) {
      this.most = most;
      this.first = first;
      shape().components().forEach(c -> columns.add(shape().builder(c.index(), 64)));
    }

    int size() {
      return numbers.size();
    }

    /** The numbers of all records, once the rows among them are found to be whole. */
    List<Integer> numbers() {
      Column[] built = columns.stream().map(ColumnBuilder::build).toArray(Column[]::new);
      int rows = readable.size();
      Provenance nobody = Provenance.of("", new long[rows], new long[rows]);
      Block<Numbered> block = Block.ofColumns(shape(), built, rows, nobody);
      for (int i = 0; i < rows; i++) {
        int number = readable.get(i);
        assertThat(block.row(i), equalTo(new Numbered(number, "n" + number)));
      }
      return numbers;
    }

    @Override
    public Shape<Numbered> shape() {
      return NumberedSource.SHAPE;
    }

    @Override
    public boolean isFull() {
      return numbers.size() >= most;
    }

    @Override
    public ColumnBuilder column(int component) {
      return columns.get(component);
    }

    @Override
    public void accept(long position, byte[] raw, int from, int to) {
      int number = arrived(position, raw, from, to);
      assertThat(NumberedSource.isUnreadable(number), is(false));
      readable.add(number);
    }

    @Override
    public void reject(
        long position,
        byte[] raw,
        int from,
        int to,
        Rejection.Stage stage,
        List<Rejection.Failure> failures,
        @Nullable Throwable exception) {
      int number = arrived(position, raw, from, to);
      assertThat(NumberedSource.isUnreadable(number), is(true));
      assertThat(stage, is(Rejection.Stage.PARSE));
      assertThat(failures.get(0).rule(), is("name is there"));
      for (ColumnBuilder column : columns) {
        if (column.size() > readable.size()) {
          column.truncate(readable.size());
        }
      }
    }

    private int arrived(long position, byte[] raw, int from, int to) {
      assertThat(position, is(first + numbers.size()));
      int number = Integer.parseInt(new String(raw, from, to - from, StandardCharsets.UTF_8));
      numbers.add(number);
      return number;
    }
  }
}
