package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.StreamReader.Reading;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import dev.millrace.testkit.PipelineTest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hamcrest.FeatureMatcher;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a replay gives something: its pace, and partitions that are idle. */
class ReplayTempoTest {
  record Tick(int number, Instant at) {}

  private static final Shape<Tick> SHAPE = Shape.of(Tick.class);
  private static final Source<Tick> TICKS = Source.of("ticks", Tick.class);
  private static final Sink<Tick> ALL = Sink.of("all", Tick.class);
  private static final Quarantine LATE = Quarantine.of("late");
  private static final Instant NOON = Instant.parse("2011-01-04T12:00:00Z");

  private final Timeline time = new Timeline();

  @Test
  void aPaceGivesWhatIsDueAndWaitsForTheRest() throws IOException {
    Replay<Tick> replay = Replay.of(ticks(100)).pace(10);
    try (StreamReader<Tick> reader = follow(replay, 0, new byte[0])) {
      time.nanos = Long.MAX_VALUE - 5; // it may start anywhere, and wrap around
      assertThat(readOnce(reader, 50), is("WAITING []"));
      time.pass(Duration.ofMillis(99));
      assertThat(readOnce(reader, 50), is("WAITING []"));
      time.pass(Duration.ofMillis(1));
      assertThat(readOnce(reader, 50), is("MORE [0]"));
      assertThat(readOnce(reader, 50), is("WAITING []"));
      time.pass(Duration.ofMillis(550));
      assertThat(readOnce(reader, 3), is("MORE [1, 2, 3]"));
      assertThat(readOnce(reader, 50), is("MORE [4, 5]"));
      time.pass(Duration.ofSeconds(60));
      assertThat(readOnce(reader, 1_000), containsString("98, 99]"));
      assertThat(readOnce(reader, 1_000), is("ENDED []"));
    }
  }

  @Test
  void thePartitionsOfAReplayShareItsPaceAndAResumedReaderStartsAnew() throws IOException {
    Replay<Tick> replay = Replay.of(ticks(100)).partitions(4).pace(8);
    byte[] resumePoint;
    try (StreamReader<Tick> reader = follow(replay, 1, new byte[0])) {
      assertThat(readOnce(reader, 50), is("WAITING []"));
      time.pass(Duration.ofSeconds(1));
      assertThat(readOnce(reader, 50), is("MORE [1, 5]"));
      resumePoint = reader.resumePoint();
    }
    try (StreamReader<Tick> reader = follow(replay, 1, resumePoint)) {
      assertThat(readOnce(reader, 50), is("WAITING []"));
      time.pass(Duration.ofSeconds(1));
      assertThat(readOnce(reader, 50), is("MORE [9, 13]"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1_000})
  void anIdlePartitionSaysSoAfterExactlySoManyRecordsAndGoesOnWhenAsked(int batchRecords)
      throws IOException {
    for (Replay<Tick> played : List.of(Replay.of(ticks(6)), Replay.of(ticks(6)).late(1, 1))) {
      Replay<Tick> replay =
          played.idle(0, 4, NOON).idle(0, 0, NOON.minusSeconds(9)).idle(1, 1, NOON);
      List<String> told = new ArrayList<>();
      try (StreamReader<Tick> reader = follow(replay, 0, new byte[0])) {
        tell(reader, told);
        Reading reading = Reading.MORE;
        while (reading != Reading.ENDED) {
          RecordingBatch<Tick> batch = new RecordingBatch<>(SHAPE, batchRecords);
          reading = reader.read(batch);
          batch.rows().forEach(tick -> told.add("" + tick.number()));
          if (reading == Reading.WAITING) {
            told.add("waits");
          }
          tell(reader, told);
        }
      }
      String early = NOON.minusSeconds(9) + " idle";
      String noon = NOON + " idle";
      assertThat(
          told, contains(early, "waits", early, "0", "1", "2", "3", noon, "waits", noon, "4", "5"));
    }
  }

  @Test
  void aPartitionThatIsIdleBehindItsLastRecordSaysSoBeforeItEnds() throws IOException {
    for (Replay<Tick> played : List.of(Replay.of(ticks(3)), Replay.of(ticks(3)).late(1, 1))) {
      try (StreamReader<Tick> reader = follow(played.idle(0, 3, NOON), 0, new byte[0])) {
        assertThat(readOnce(reader, 10), is("MORE [0, 1, 2]"));
        assertThat(reader.idleUntil(), is(not(Long.MIN_VALUE)));
        assertThat(readOnce(reader, 10), is("WAITING []"));
        assertThat(readOnce(reader, 10), is("ENDED []"));
        assertThat(reader.idleUntil(), is(Long.MIN_VALUE));
      }
    }
  }

  @Test
  void aReaderThatResumesWhereAPartitionIsIdleIsIdleAndBehindItIsNot() throws IOException {
    Replay<Tick> replay = Replay.of(ticks(10)).idle(0, 4, NOON);
    try (StreamReader<Tick> reader = follow(replay, 0, ResumeNumber.toBytes(4))) {
      assertThat(readOnce(reader, 10), is("WAITING []"));
      assertThat(readOnce(reader, 2), is("MORE [4, 5]"));
    }
    try (StreamReader<Tick> reader = follow(replay, 0, ResumeNumber.toBytes(5))) {
      assertThat(reader.idleUntil(), is(Long.MIN_VALUE));
      assertThat(readOnce(reader, 10), containsString("[5, 6, 7, 8, 9]"));
    }
    try (StreamReader<Tick> reader = follow(replay, 0, ResumeNumber.toBytes(1))) {
      assertThat(readOnce(reader, 10), is("MORE [1, 2, 3]"));
      assertThat(readOnce(reader, 10), is("WAITING []"));
    }
  }

  /** The engine holds later rows of the partition against the time it said. */
  @Test
  void rowsBehindWhatAnIdlePartitionSaidAreLate() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(TICKS)
        .timestamps(Tick::at, Lateness.of(Duration.ofSeconds(60)).lateTo(LATE))
        .to(ALL);
    List<Tick> rows = List.of(tick(0, 0), tick(1, 200), tick(2, 300), tick(3, 299), tick(4, 320));
    List<Tick> others = List.of(tick(5, 250), tick(6, 200));

    SourceBinding<Tick> source = Rows.partitioned(Tick.class, List.of(rows, others));
    Replay<Tick> replay = Replay.of(source).partitions(2);
    PipelineTest.of(pipeline)
        .givenFrom(TICKS, replay.idle(0, 1, NOON.plusSeconds(300)))
        .run()
        .expectQuarantined(LATE, contains(position(1), position(3)));
    PipelineTest.of(pipeline).givenFrom(TICKS, replay).run().expectQuarantined(LATE, is(empty()));
  }

  private static Matcher<Rejection> position(long expected) {
    return new FeatureMatcher<>(equalTo(expected), "position", "position") {
      @Override
      protected Long featureValueOf(Rejection rejection) {
        return rejection.position();
      }
    };
  }

  @Test
  void anIdlePartitionThatIsNotThereIsToldBeforeTheFirstRow() {
    Replay<Tick> replay = Replay.of(ticks(1)).idle(3, 1, NOON).partitions(3);

    List<Problem> problems = replay.check("ticks", SHAPE);

    assertThat(problems, hasSize(1));
    assertThat(problems.get(0).toString(), containsString("in 3 partitions has no partition 3"));
    assertThat(replay.partitions(4).check("ticks", SHAPE), is(empty()));
  }

  @Test
  void itsTempoIsPartOfAReplay() {
    Replay<Tick> replay = Replay.of(ticks(1));
    assertThat(replay.pace(3), is(not(replay)));
    assertThat(replay.pace(3).pace(0), is(replay));
    assertThat(replay.idle(0, 1, NOON), is(not(replay.idle(0, 2, NOON))));
    assertThat(
        replay.pace(3).idle(0, 1, NOON).describe(),
        containsString("1 partitions at 3 rows per second with 1 idle times of"));
    assertThrows(IllegalArgumentException.class, () -> replay.pace(-1));
    assertThrows(IllegalArgumentException.class, () -> replay.idle(-1, 0, NOON));
    assertThrows(IllegalArgumentException.class, () -> replay.idle(0, -1, NOON));
  }

  private static void tell(StreamReader<Tick> reader, List<String> told) {
    long idle = reader.idleUntil();
    if (idle != Long.MIN_VALUE) {
      told.add(Instant.EPOCH.plus(Duration.ofNanos(Math.multiplyExact(idle, 1_000L))) + " idle");
    }
  }

  private static String readOnce(StreamReader<Tick> reader, int batchRecords) throws IOException {
    RecordingBatch<Tick> batch = new RecordingBatch<>(SHAPE, batchRecords);
    Reading reading = reader.read(batch);
    return reading + " " + batch.rows().stream().map(Tick::number).toList();
  }

  private StreamReader<Tick> follow(Replay<Tick> replay, int partition, byte[] resumePoint)
      throws IOException {
    return replay.follow(
        SHAPE, Projection.all(SHAPE), "replay-" + partition, resumePoint, () -> time.nanos);
  }

  private static SourceBinding<Tick> ticks(int count) {
    return Rows.source(Tick.class, IntStream.range(0, count).mapToObj(i -> tick(i, i)).toList());
  }

  private static Tick tick(int number, long second) {
    return new Tick(number, NOON.plusSeconds(second));
  }

  private static final class Timeline {
    private long nanos;

    void pass(Duration duration) {
      nanos += duration.toNanos();
    }
  }
}
