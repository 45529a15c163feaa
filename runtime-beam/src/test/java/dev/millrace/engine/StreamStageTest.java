package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One partition of a stream, step by step: what is shipped when, and what a mark holds. */
class StreamStageTest {
  record Beat(String key, Instant at) {}

  record Beats(String key, Instant start, long beats) {}

  private static final long SECOND = 1_000_000;
  private static final Units MINUTES = Units.of(Duration.ofMinutes(1));

  @TempDir Path folder;
  private final Script script = new Script();
  private final ManualClock clock = new ManualClock();
  private RowsRun run;
  private StreamStage<?> stage;

  @BeforeEach
  void open() throws IOException {
    run = RowsRun.begin(plan(), "r", folder);
    stage = stage(new byte[0]);
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
    run.close();
  }

  @Test
  void whatIsFoldedWaitsForItsTimeAndTheFrontierForWhatIsFolded() {
    script.beats(beat("a", 100), beat("a", 110));

    assertThat(stage.next().isEmpty(), is(true));
    assertThat(stage.frontier(), is(Long.MIN_VALUE));
    clock.advance(200);
    List<Shipment> shipped = all();

    // The partials of the minute from 60 s, and the receipt of the unit before there was a time.
    assertThat(shipped.get(0).span(), is(new TimeSpan(60_000, 120_000)));
    assertThat(shipped.get(0).target(), is("aggregate:beats-a-minute"));
    assertThat(stage.frontier(), is(80 * SECOND));
  }

  @Test
  void aFullLoadIsShippedAtOnce() {
    for (int i = 0; i < 10; i++) {
      script.beats(beat("a", 100 + i));
    }
    assertThat(stage.next().isPresent(), is(true));
  }

  @Test
  void aUnitIsClosedWhenTheFrontierHasPassedItAndTheNextGoesOn() {
    script.beats(beat("a", 30), beat("a", 100), beat("a", 200));
    clock.advance(200);
    script.thenTime();
    List<Receipt> receipts = receipts(all());

    // Frontiers behind the three rows: 0 s, 70 s, 170 s. Units of minutes: 0, 60, 120.
    assertThat(receipts.stream().map(each -> in(each).count()).toList(), contains(1L, 1L));
    assertThat(receipts.get(0).inputs(), contains(read(0, 1)));
    assertThat(receipts.get(1).inputs(), contains(read(1, 2)));
    script.end();
    assertThat(receipts(all()).get(0).inputs(), contains(read(2, 3)));
    assertThat(stage.frontier(), is(Long.MAX_VALUE));
    assertThat(stage.hasEnded(), is(true));
  }

  @Test
  void anIdlePartitionIsRaisedTheRaiseIsRecordedAndLaterRowsAreHeldAgainstIt() {
    script.beats(beat("a", 30));
    script.idleUntil(500 * SECOND);
    script.thenTime();
    List<Shipment> shipped = all();
    assertThat(stage.frontier(), is(500 * SECOND));
    script.beats(beat("a", 499), beat("a", 501));
    script.end();
    shipped.addAll(all());

    List<Receipt> receipts = receipts(shipped);
    assertThat(
        receipts.stream().flatMap(each -> each.raises().stream()).toList(),
        contains(new Receipt.FrontierRaise("beats", "p0", 1, 500 * SECOND)));
    assertThat(late(receipts), is(1L));
  }

  @Test
  void aMarkHoldsWhatWaitsSoThatNothingIsRepeatedOrLeftOut() throws IOException {
    script.beats(beat("a", 30), beat("a", 100), beat("a", 5), beat("b", 120));
    assertThat(stage.next().isEmpty(), is(true));
    byte[] mark = stage.mark();
    List<Shipment> asItGoesOn = all();

    stage.close();
    stage = stage(mark);
    List<Shipment> afterwards = all();

    assertThat(afterwards.size(), is(asItGoesOn.size()));
    for (int i = 0; i < afterwards.size(); i++) {
      assertThat(afterwards.get(i).toBytes(), equalTo(asItGoesOn.get(i).toBytes()));
    }
    assertThat(late(receipts(afterwards)), is(1L));
    script.beats(beat("a", 89), beat("a", 90));
    script.end();
    List<Receipt> rest = receipts(all());
    assertThat(late(rest), is(1L));
    assertThat(
        rest.stream().flatMap(each -> each.inputs().stream()).toList(), contains(read(4, 6)));
  }

  @Test
  void aPartitionThatHeldNothingStillSendsAReceipt() {
    script.end();
    List<Receipt> receipts = receipts(all());
    assertThat(receipts.size(), is(1));
    assertThat(receipts.get(0).inputs(), is(empty()));
  }

  private List<Shipment> all() {
    List<Shipment> shipped = new ArrayList<>();
    Optional<byte[]> next = stage.next();
    while (next.isPresent()) {
      shipped.add(Shipment.fromBytes(next.get()));
      next = stage.next();
    }
    return shipped;
  }

  private static List<Receipt> receipts(List<Shipment> shipped) {
    List<Receipt> receipts = new ArrayList<>();
    for (Shipment each : shipped) {
      if (each.target().equals(Shipment.RECEIPT)) {
        try {
          receipts.add(Receipt.fromJson(each.payload()));
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }
    return receipts.stream()
        .filter(
            each ->
                !each.ledger().entries().isEmpty()
                    || !each.raises().isEmpty()
                    || receipts.size() == 1)
        .filter(each -> in(each).count() > 0 || !each.raises().isEmpty() || receipts.size() == 1)
        .toList();
  }

  private static Tally in(Receipt receipt) {
    return receipt.ledger().get("read:beats", Place.IN);
  }

  private static long late(List<Receipt> receipts) {
    return receipts.stream()
        .mapToLong(each -> each.ledger().get("timestamps:beats", Place.LATE).count())
        .sum();
  }

  private static Receipt.InputRead read(long from, long to) {
    return new Receipt.InputRead("beats", "p0", from, to, "", to - from);
  }

  private static Beat beat(String key, long second) {
    return new Beat(key, Instant.ofEpochSecond(second));
  }

  private StreamStage<?> stage(byte[] mark) {
    Plan plan = plan();
    Limits limits = new Limits(100, 1 << 20, 1 << 20, 1, 10, 200, 1 << 16);
    StagePlan read = StagePlan.of(plan, plan.reads().get(0));
    StageSetting setting = new StageSetting(read, run.outlets(), limits, MINUTES, "r");
    return StreamStage.open(plan.reads().get(0), script, setting, "p0", clock, mark);
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(Source.of("beats", Beat.class))
        .timestamps(Beat::at, Lateness.of(Duration.ofSeconds(30)).lateTo(Quarantine.of("late")))
        .keyBy(Beat::key)
        .window(Window.tumbling(Duration.ofMinutes(1)))
        .aggregate("beats-a-minute")
        .as(Beats.class)
        .key(Beats::key, Beat::key)
        .start(Beats::start)
        .set(Beats::beats, Aggregations.count())
        .build()
        .to(Sink.of("out", Beats.class));
    return pipeline.plan();
  }

  /** What the partition gives, call by call; it goes on across readers. */
  private final class Script implements SourceBinding<Beat> {
    private static final long serialVersionUID = 1L;
    private transient List<Beat> beats = new ArrayList<>();
    private boolean isAtItsEnd;
    private boolean lets;
    private long idle = Long.MIN_VALUE;
    private long position;

    void beats(Beat... more) {
      beats.addAll(List.of(more));
    }

    void end() {
      isAtItsEnd = true;
    }

    void idleUntil(long micros) {
      idle = micros;
    }

    /** Once everything was read, time passes. */
    void thenTime() {
      lets = true;
    }

    @Override
    public String describe() {
      return "a script";
    }

    @Override
    public List<Problem> check(String port, Shape<Beat> shape) {
      return List.of();
    }

    @Override
    public boolean isUnbounded() {
      return true;
    }

    @Override
    public List<InputPartition> partitions(Shape<Beat> shape, long extentBytes) {
      return List.of(new InputPartition("p0", 0, List.of()));
    }

    @Override
    public RowReader<Beat> open(Shape<Beat> shape, Projection projection, Extent extent) {
      throw new AssertionError("a stream is followed");
    }

    @Override
    public StreamReader<Beat> follow(
        Shape<Beat> shape, Projection projection, String partition, byte[] resumePoint) {
      return new StreamReader<>() {
        @Override
        public Reading read(InputBatch<Beat> batch) {
          for (Beat beat : beats) {
            shape.codec(0).append(beat.key(), batch.column(0));
            shape.codec(1).append(beat.at(), batch.column(1));
            batch.accept(position++, new byte[1], 0, 1);
          }
          boolean any = !beats.isEmpty();
          beats.clear();
          if (!any && lets) {
            clock.advance(200);
          }
          if (any) {
            return Reading.MORE;
          }
          return isAtItsEnd ? Reading.ENDED : Reading.WAITING;
        }

        @Override
        public long idleUntil() {
          return beats.isEmpty() ? idle : Long.MIN_VALUE;
        }

        @Override
        public byte[] resumePoint() {
          return new byte[] {1};
        }

        @Override
        public void close() {}
      };
    }
  }

  private static final class ManualClock extends Clock {
    private long millis;

    void advance(long more) {
      millis += more;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new AssertionError("time has no zone here");
    }
  }
}
