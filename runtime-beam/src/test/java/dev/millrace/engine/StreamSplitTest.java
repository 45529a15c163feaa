package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.goldens.Golden;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The partitions of one split: a history before, others beside, and decisions that wait. */
class StreamSplitTest {
  record Beat(Instant at) {}

  private static final long SECOND = 1_000_000;
  private static final long LOOK = 1_000;
  private static final byte[] NEW = {};

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final Desk desk = new Desk();
  private RowsRun run;

  @BeforeEach
  void open() throws IOException {
    run = RowsRun.begin(plan(), "r", folder);
  }

  @AfterEach
  void close() throws IOException {
    run.close();
  }

  @Test
  void aDecisionByAClockCountsWhenACheckpointHoldsItAndNothingIsReadMeanwhile() throws IOException {
    desk.isHolding = true;
    Script script = desk.partition("p0");
    try (StreamSplit split = split(new byte[0])) {
      script.beats(30);
      List<Receipt> receipts = drain(split);
      script.idle = 500 * SECOND;
      receipts.addAll(drain(split));
      assertThat(split.frontier(), is(0L));
      script.beats(499);
      receipts.addAll(drain(split));
      assertThat(script.beats.size(), is(1));

      StreamSplit.Mark mark = split.mark();
      receipts.addAll(drain(split));
      assertThat(split.frontier(), is(0L));
      split.confirm(mark.number());
      receipts.addAll(drain(split));

      assertThat(split.frontier(), is(500 * SECOND));
      assertThat(late(receipts) + late(sealed(split)), is(1L));
    }
  }

  @Test
  void aPartitionThatIsFoundBeforeAnythingIsPromisedWaitsForACheckpointToo() throws IOException {
    desk.isHolding = true;
    Script first = desk.partition("p0");
    try (StreamSplit split = split(new byte[0])) {
      Script found = desk.partition("p1");
      found.beats(1);
      clock.advance(LOOK);
      first.beats(130);
      var unused = drain(split);
      assertThat(found.beats, hasSize(1));

      split.confirm(split.mark().number());
      var unusedToo = drain(split);
      assertThat(found.beats, empty());
    }
  }

  @Test
  void aReaderIsToldWhereItStoodInTheNewestMarkWhoseCheckpointIsComplete() throws IOException {
    Script script = desk.partition("p0");
    Script found = desk.partition("p1");
    try (StreamSplit split = split(new byte[0])) {
      var unused = drain(split);
      StreamSplit.Mark first = split.mark();
      clock.advance(LOOK);
      var unusedToo = drain(split);
      script.stand = 2;
      StreamSplit.Mark second = split.mark();
      script.stand = 3;
      StreamSplit.Mark third = split.mark();
      script.stand = 4;
      StreamSplit.Mark fourth = split.mark();
      assertThat(script.told, empty());

      split.confirm(first.number());
      assertThat(script.told, contains((byte) 1));
      assertThat(found.told, empty());
      split.confirm(third.number());
      split.confirm(second.number());
      assertThat(script.told, contains((byte) 1, (byte) 3));
      split.confirm(fourth.number());
      assertThat(script.told, contains((byte) 1, (byte) 3, (byte) 4));
      assertThat(found.told, contains((byte) 1, (byte) 1));
    }
  }

  @Test
  void aSplitHasReadAsFarAsThePartitionThatIsFurthestBehind() throws IOException {
    desk.partition("p0").readUpTo = 7;
    try (StreamSplit split = split(new byte[0])) {
      var unused = drain(split);
      assertThat(split.readUpTo(), is(7L));

      desk.partition("p1").readUpTo = 5;
      clock.advance(LOOK);
      var unusedToo = drain(split);
      assertThat(split.readUpTo(), is(5L));
    }
  }

  @Test
  void whileADecisionWaitsNothingIsSaidToBeReadThatCameAfterIt() throws IOException {
    desk.isHolding = true;
    Script script = desk.partition("p0");
    script.readUpTo = Long.MAX_VALUE;
    try (StreamSplit split = split(NEW)) {
      script.beats(30);
      var unused = drain(split);
      assertThat(split.readUpTo(), is(Long.MAX_VALUE));

      long decidedAt = clock.millis() * 1_000;
      script.idle = 500 * SECOND;
      var unusedToo = drain(split);
      StreamSplit.Mark mark = split.mark();
      clock.advance(60_000);
      unused = drain(split);
      assertThat(split.readUpTo(), is(decidedAt));
      split.confirm(mark.number());
      assertThat(split.readUpTo(), is(Long.MAX_VALUE));
    }
  }

  @Test
  void whereADecisionWaitsAReaderThatIsFurtherBehindSaysHowFar() throws IOException {
    desk.isHolding = true;
    Script script = desk.partition("p0");
    script.readUpTo = -7;
    try (StreamSplit split = split(NEW)) {
      script.idle = 500 * SECOND;
      var unused = drain(split);
      assertThat(split.readUpTo(), is(-7L));
    }
  }

  @Test
  void whoGoesOnFromAMarkHasDecidedTheSame() throws IOException {
    desk.isHolding = true;
    Script script = desk.partition("p0");
    byte[] mark;
    try (StreamSplit split = split(new byte[0])) {
      script.beats(30);
      var unused = drain(split);
      script.idle = 500 * SECOND;
      var unusedToo = drain(split);
      mark = split.mark().bytes();
    }
    script.idle = Long.MIN_VALUE;
    script.beats(499);
    try (StreamSplit restored = split(mark)) {
      List<Receipt> receipts = drain(restored);
      assertThat(restored.frontier(), is(500 * SECOND));
      receipts.addAll(sealed(restored));
      assertThat(late(receipts), is(1L));
      assertThat(
          receipts.stream().flatMap(each -> each.raises().stream()).toList(),
          contains(new Receipt.FrontierRaise("beats", "p0", 1, 500 * SECOND)));
    }
  }

  @Test
  void whereNothingIsGoneOnFromADecisionCountsAtOnce() throws IOException {
    Script script = desk.partition("p0");
    try (StreamSplit split = split(new byte[0])) {
      script.beats(30);
      script.idle = 500 * SECOND;
      var unused = drain(split);
      assertThat(split.frontier(), is(500 * SECOND));
    }
  }

  @Test
  void aPartitionThatIsFoundBeginsWithTheFrontierThatWasPromised() throws IOException {
    Script first = desk.partition("p0");
    try (StreamSplit split = split(new byte[0])) {
      first.beats(130);
      List<Receipt> receipts = drain(split);
      assertThat(split.frontier(), is(100 * SECOND));
      Script found = desk.partition("p1");
      found.beats(99, 101, 300);
      clock.advance(LOOK);
      receipts.addAll(drain(split));
      receipts.addAll(drain(split));
      receipts.addAll(sealed(split));

      assertThat(found.beats, empty());
      assertThat(late(receipts), is(1L));
      assertThat(split.frontier(), is(100 * SECOND));
      assertThat(
          receipts.stream().flatMap(each -> each.raises().stream()).toList(),
          contains(new Receipt.FrontierRaise("beats", "p1", 0, 100 * SECOND)));
    }
  }

  @Test
  void ofSeveralSplitsEachHasThePartitionsAtItsPlaces() throws IOException {
    Script other = desk.partition("p0");
    Script own = desk.partition("p1");
    try (StreamSplit split = StreamSplit.open(desk, "p1", 1, 2, History.NONE, clock, new byte[0])) {
      Script others = desk.partition("p2");
      Script found = desk.partition("p3");
      List.of(other, own, others, found).forEach(each -> each.beats(100));
      clock.advance(LOOK);
      var unused = drain(split);
      var unusedToo = drain(split);
      assertThat(
          List.of(other.beats.size(), own.beats.size(), others.beats.size(), found.beats.size()),
          contains(1, 0, 1, 0));
    }
  }

  @Test
  void theMarkOfTheFirstReleaseIsGoneOnFromAndWritten() throws IOException {
    Script script = desk.partition("p0");
    byte[] now;
    try (StreamSplit split = split(new byte[0])) {
      script.beats(30);
      var unused = drain(split);
      var unusedToo = sealed(split);
      now = split.mark().bytes();
    }
    byte[] released = Golden.bytes("split-mark", now);
    assertThat(now, is(released));
    try (StreamSplit restored = split(released)) {
      assertThat(restored.frontier(), is(0L));
      assertThat(restored.mark().bytes(), is(released));
    }
  }

  @Test
  void theHistoryIsReadToItsEndBeforeAnythingIsFollowed() throws IOException {
    desk.history =
        Rows.partitioned(
            Beat.class,
            List.of(
                List.of(new Beat(Instant.ofEpochSecond(50)), new Beat(Instant.ofEpochSecond(1))),
                List.of(),
                List.of(new Beat(Instant.ofEpochSecond(2)))));
    Script script = desk.partition("p0");
    script.beats(100);
    byte[] mark;
    try (StreamSplit split = split(new byte[0])) {
      assertThat(split.frontier(), is(Long.MIN_VALUE));
      mark = split.mark().bytes();
    }
    try (StreamSplit restored = split(mark)) {
      List<Receipt> receipts = drain(restored);
      receipts.addAll(sealed(restored));
      assertThat(restored.frontier(), is(70 * SECOND));
      assertThat(late(receipts), is(0L));
      assertThat(
          receipts.stream()
              .mapToLong(each -> each.ledger().get("read:beats", Ledger.Place.IN).count())
              .sum(),
          is(4L));
    }
  }

  private static List<List<Beat>> files(int count) {
    List<List<Beat>> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(List.of(new Beat(Instant.ofEpochSecond(i))));
    }
    return files;
  }

  /** Each of the history's partitions that was read, and how many records of it. */
  private static Map<String, Long> read(List<Receipt> receipts) {
    Map<String, Long> read = new TreeMap<>();
    receipts.stream()
        .flatMap(each -> each.inputs().stream())
        .filter(each -> each.records() > 0)
        .forEach(each -> read.merge(each.partition(), each.records(), Long::sum));
    return read;
  }

  @Test
  void aFileThatComesWhileTheHistoryIsReadChangesNobodysShare() throws IOException {
    desk.history = Rows.partitioned(Beat.class, files(4));
    List<InputPartition> listed = desk.listed().subList(1, 4);
    List<History> shares = History.dealt(listed, 2);
    desk.partition("p0");
    desk.partition("p1");
    try (StreamSplit first = StreamSplit.open(desk, "p0", 0, 2, shares.get(0), clock, NEW);
        StreamSplit second = StreamSplit.open(desk, "p1", 1, 2, shares.get(1), clock, NEW)) {
      List<Receipt> receipts = drain(second);
      receipts.addAll(drain(first));
      receipts.addAll(sealed(first));
      receipts.addAll(sealed(second));
      assertThat(read(receipts), is(Map.of("rows-1", 1L, "rows-2", 1L, "rows-3", 1L)));
    }
  }

  @Test
  void whoGoesOnInTheHistoryReadsTheRestOfItsShareAndNothingTwice() throws IOException {
    desk.history = Rows.partitioned(Beat.class, files(5));
    desk.partition("p0");
    History share = History.dealt(desk.listed(), 2).get(0);
    List<Receipt> receipts = new ArrayList<>();
    byte[] mark = NEW;
    for (int restart = 0; restart < 40; restart++) {
      try (StreamSplit split = StreamSplit.open(desk, "p0", 0, 2, share, clock, mark)) {
        clock.advance(200);
        Optional<byte[]> next = split.next();
        if (next.isPresent()) {
          receipt(next.get()).ifPresent(receipts::add);
        }
        mark = split.mark().bytes();
      }
    }
    assertThat(read(receipts), is(Map.of("rows-0", 1L, "rows-2", 1L, "rows-4", 1L)));
  }

  @Test
  void eachPartitionOfAHistoryIsInOneShareAndAShareIsReadAsItWasWritten() throws IOException {
    desk.history = Rows.partitioned(Beat.class, files(7));
    List<InputPartition> all = new ArrayList<>();
    for (History share : History.dealt(desk.listed(), 3)) {
      all.addAll(share.partitions());
      assertThat(History.fromBytes(share.toBytes()), is(share));
    }
    assertThat(all, containsInAnyOrder(desk.listed().toArray()));
    assertThat(History.dealt(List.of(), 2), contains(History.NONE, History.NONE));

    History share =
        new History(
            List.of(
                new InputPartition("a.csv", 90, List.of(new Extent("a.csv", 4, 90, 7, "v\0w"))),
                new InputPartition("b.csv", 0, List.of())));
    byte[] released = Golden.bytes("history-share", share.toBytes());
    assertThat(History.fromBytes(released), is(share));
    assertThat(share.toBytes(), is(released));
    released[0]++;
    assertThat(
        assertThrows(StepFailedException.class, () -> History.fromBytes(released)).getMessage(),
        containsString("a source's history in format 2, and 1 is read"));
  }

  @Test
  void aPartitionIsFoundAlsoWhileThereIsAlwaysSomethingToRead() throws IOException {
    Script first = desk.partition("p0");
    first.isEndless = true;
    try (StreamSplit split = split(new byte[0])) {
      Script found = desk.partition("p1");
      found.beats(1_000_000);
      for (int i = 0; i < 10; i++) {
        assertThat(split.next().isPresent(), is(true));
        clock.advance(LOOK);
      }
      assertThat(found.beats, empty());
    }
  }

  private StreamSplit split(byte[] mark) throws IOException {
    return StreamSplit.open(desk, "p0", 0, 1, new History(desk.listed()), clock, mark);
  }

  /** Everything that is given until nothing is there, and the time for folds has passed. */
  private List<Receipt> drain(StreamSplit split) throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (Optional<byte[]> next = split.next(); next.isPresent(); next = split.next()) {
        receipt(next.get()).ifPresent(receipts::add);
      }
      clock.advance(100);
    }
    return receipts;
  }

  /** What a mark closes. */
  private List<Receipt> sealed(StreamSplit split) throws IOException {
    StreamSplit.Mark unused = split.mark();
    return drain(split);
  }

  private static Optional<Receipt> receipt(byte[] shipment) throws IOException {
    Shipment read = Shipment.fromBytes(shipment);
    return read.target().equals(Shipment.RECEIPT)
        ? Optional.of(Receipt.fromJson(read.payload()))
        : Optional.empty();
  }

  private static long late(List<Receipt> receipts) {
    return receipts.stream()
        .mapToLong(each -> each.ledger().get("timestamps:beats", Ledger.Place.LATE).count())
        .sum();
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(Source.of("beats", Beat.class))
        .timestamps(Beat::at, Lateness.of(Duration.ofSeconds(30)).lateTo(Quarantine.of("late")))
        .to(Sink.of("out", Beat.class));
    return pipeline.plan();
  }

  /** Hands out partitions that a test has made. */
  private final class Desk implements StreamSplit.Partitions {
    private final Map<String, Script> scripts = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private SourceBinding<Beat> history = Rows.partitioned(Beat.class, List.of());
    private boolean isHolding;

    Script partition(String name) {
      names.add(name);
      return scripts.computeIfAbsent(name, each -> new Script());
    }

    @Override
    public List<String> names() {
      return List.copyOf(names);
    }

    List<InputPartition> listed() throws IOException {
      return history.partitions(Shape.of(Beat.class), Long.MAX_VALUE);
    }

    @Override
    public StreamStage<?> open(String partition, byte[] mark) {
      Plan plan = plan();
      return StreamStage.open(
          plan.reads().get(0), scripts.get(partition), setting(plan), partition, clock, mark);
    }

    @Override
    public StreamStage<?> openFound(String partition) {
      return open(partition, new byte[0]);
    }

    @Override
    public StreamStage<?> openHistory(InputPartition listed, byte[] mark) {
      Plan plan = plan();
      return StreamStage.open(plan.reads().get(0), history, setting(plan), listed, clock, mark);
    }

    private StageSetting setting(Plan plan) {
      Limits limits = new Limits(100, 1 << 20, 1 << 20, 1, 10, 200, 1 << 16);
      StagePlan read = StagePlan.of(plan, plan.reads().get(0));
      return new StageSetting(read, run.outlets(), limits, Units.of(Duration.ofMinutes(1)), "r");
    }

    @Override
    public long lookMillis() {
      return LOOK;
    }

    @Override
    public boolean isHolding() {
      return isHolding;
    }
  }

  /** What a partition gives, in calls; it goes on across readers, and goes by a clock. */
  private static final class Script implements SourceBinding<Beat> {
    private static final long serialVersionUID = 1L;
    private transient List<Instant> beats = new ArrayList<>();
    private long idle = Long.MIN_VALUE;
    private long readUpTo = Long.MIN_VALUE;
    private byte stand = 1;
    private boolean isEndless;
    private final transient List<Byte> told = new ArrayList<>();
    private long position;

    void beats(long... seconds) {
      for (long second : seconds) {
        beats.add(Instant.ofEpochSecond(second));
      }
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
      throw new AssertionError("the desk knows");
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
          if (isEndless) {
            beats(60 * position);
          }
          boolean any = !beats.isEmpty();
          for (Instant beat : beats) {
            shape.codec(0).append(beat, batch.column(0));
            batch.accept(position++, new byte[1], 0, 1);
          }
          beats.clear();
          return any ? Reading.MORE : Reading.WAITING;
        }

        @Override
        public long idleUntil() {
          return beats.isEmpty() ? idle : Long.MIN_VALUE;
        }

        @Override
        public long readUpTo() {
          return readUpTo;
        }

        @Override
        public boolean isIdleByClock() {
          return true;
        }

        @Override
        public byte[] resumePoint() {
          return new byte[] {stand};
        }

        @Override
        public void checkpointed(byte[] resumePoint) {
          told.add(resumePoint[0]);
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
      return this;
    }
  }
}
