package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Source;
import dev.millrace.connect.StreamReader.Reading;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
  record Numbered(int number) {}

  private static final Shape<Numbered> SHAPE = Shape.of(Numbered.class);
  private static final Source<Numbered> NUMBERS = Source.of("numbers", Numbered.class);

  @Test
  void withoutDisorderEveryPartitionKeepsTheOrderOfTheSource() throws IOException {
    Replay<Numbered> replay = Replay.of(source(3_000)).partitions(4);

    for (int partition = 0; partition < 4; partition++) {
      int share = partition;
      assertThat(
          played(replay, partition, 7),
          equalTo(IntStream.range(0, 3_000).filter(i -> i % 4 == share).boxed().toList()));
    }
  }

  @Test
  void filesAreDealtOutWholeWhenThereAreEnough() throws IOException {
    SourceBinding<Numbered> files =
        Rows.partitioned(
            Numbered.class,
            List.of(numbers(0, 10), numbers(10, 30), numbers(30, 31), numbers(31, 31)));
    Replay<Numbered> replay = Replay.of(files).partitions(2);

    List<Integer> first = new ArrayList<>(IntStream.range(0, 10).boxed().toList());
    first.add(30);
    assertThat(played(replay, 0, 3), equalTo(first));
    assertThat(played(replay, 1, 3), equalTo(IntStream.range(10, 30).boxed().toList()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyRecordComesOnceInTheOrderOfItsNumberAndDelay(long seed) throws IOException {
    Random random = new Random(seed);
    int records = random.nextInt(5_000);
    int partitions = 1 + random.nextInt(5);
    int disorder = random.nextInt(400);
    Disorder delays = new Disorder(seed, disorder, 0.01, 900);
    Replay<Numbered> replay =
        Replay.of(source(records))
            .partitions(partitions)
            .seed(seed)
            .disorder(disorder)
            .late(0.01, 900);

    for (int partition = 0; partition < partitions; partition++) {
      List<Integer> expected = new ArrayList<>();
      Disorder own = delays.of(partition);
      int share = partition;
      int shares = partitions;
      IntStream.range(0, records)
          .filter(number -> number % shares == share)
          .boxed()
          .sorted(
              (left, right) -> {
                long leftTurn = left / shares + own.delay(left / shares);
                long rightTurn = right / shares + own.delay(right / shares);
                return leftTurn != rightTurn
                    ? Long.compare(leftTurn, rightTurn)
                    : Integer.compare(left, right);
              })
          .forEach(expected::add);
      assertThat(played(replay, partition, 1 + random.nextInt(600)), equalTo(expected));
      assertThat(played(replay, partition, 1 + random.nextInt(600)), equalTo(expected));
    }
  }

  @Test
  void delaysStayWithinTheirBoundsAndLateOnesAreAsManyAsAsked() {
    Disorder disorder = new Disorder(7, 50, 0.05, 1_000);
    int late = 0;
    for (int number = 0; number < 100_000; number++) {
      long delay = disorder.delay(number);
      assertThat(delay, lessThanOrEqualTo(1_050L));
      late += delay >= 1_000 ? 1 : 0;
    }
    assertThat(late, is(allOf(greaterThan(4_700), lessThanOrEqualTo(5_300))));
  }

  @Test
  void aReaderThatResumesGivesTheRest() throws IOException {
    assertResumes(Replay.of(source(2_000)).seed(3).disorder(100).late(0.1, 300));
    assertResumes(Replay.of(source(2_000)));
  }

  private static void assertResumes(Replay<Numbered> replay) throws IOException {
    List<Integer> all = played(replay, 0, 64);
    StreamReader<Numbered> reader = follow(replay, 0, new byte[0]);
    int given = 0;
    Reading reading = Reading.MORE;
    while (reading != Reading.ENDED) {
      RecordingBatch<Numbered> batch = new RecordingBatch<>(SHAPE, 333);
      reading = reader.read(batch);
      given += batch.rows().size();
      assertThat(
          rest(follow(replay, 0, reader.resumePoint()), 64),
          equalTo(all.subList(given, all.size())));
    }
  }

  @Test
  void itIsReadFromABindingsFileAndEqualToTheSameInJava(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("b.yaml"),
            "sources: {numbers: {replay: {partitions: 4, seed: 7, pace: 50, disorder: 20,"
                + " late: {fraction: 0.01, records: 500}, source: {shelf: {csv: in}}}}}\n");

    Bindings bindings =
        BindingsFile.load(
            file,
            Ports.of(List.of(NUMBERS), List.of(), List.of()),
            Map.of(),
            Connectors.of(List.of(new ShelfConnector())));

    assertThat(
        bindings.describe(),
        allOf(
            containsString("read numbers: replay in 4 partitions at 50 rows per second"),
            containsString("up to 20 places late and 0.01 of them 500 more")));
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Replay.of(source(1)).partitions(0));
    assertThrows(IllegalArgumentException.class, () -> Replay.of(source(1)).late(1.5, 3));
    assertThrows(
        IllegalArgumentException.class, () -> Replay.of(Rows.stream(Numbered.class, List.of())));
    assertThat(Replay.of(source(1)), not(equalTo(Replay.of(source(1)).seed(2))));
    assertThat(Replay.of(source(1)), is(Replay.of(source(1))));
  }

  private static List<Integer> played(Replay<Numbered> replay, int partition, int batchRows)
      throws IOException {
    return rest(follow(replay, partition, new byte[0]), batchRows);
  }

  private static StreamReader<Numbered> follow(
      Replay<Numbered> replay, int partition, byte[] resumePoint) throws IOException {
    return replay.follow(SHAPE, Projection.all(SHAPE), "replay-" + partition, resumePoint);
  }

  private static List<Integer> rest(StreamReader<Numbered> reader, int batchRows)
      throws IOException {
    List<Integer> numbers = new ArrayList<>();
    Reading reading = Reading.MORE;
    while (reading != Reading.ENDED) {
      RecordingBatch<Numbered> batch = new RecordingBatch<>(SHAPE, batchRows);
      reading = reader.read(batch);
      batch.rows().forEach(row -> numbers.add(row.number()));
    }
    reader.close();
    return numbers;
  }

  private static SourceBinding<Numbered> source(int count) {
    return Rows.source(Numbered.class, numbers(0, count));
  }

  private static List<Numbered> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Numbered::new).toList();
  }
}
