package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Ledger;
import dev.millrace.engine.Manifest;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine's property test: the same input under random sizes of blocks, shipments and bundles,
 * parallelism, checkpoints, units and failures gives the same rows and the same ledger; as a stream
 * and as a batch, with a transform of the user's in the middle and without, which decides what
 * guards the runner keeps.
 */
class RecoveryTest {
  record Tick(String key, double value, Instant at) {}

  record Rate(String key, double factor) {}

  record Sum(String key, Instant start, double sum, long rows) {}

  record Visit(String key, Instant start, Instant end, long rows, double sum) {}

  record Pair(String key, Instant up, Instant down) {}

  /** Element for element. */
  static final class Same extends PTransform<PCollection<Tick>, PCollection<Tick>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<Tick> expand(PCollection<Tick> ticks) {
      return ticks.apply(MapElements.into(TypeDescriptor.of(Tick.class)).via((Tick tick) -> tick));
    }
  }

  static final Sink<Visit> VISITS = Sink.of("visits", Visit.class);
  static final Sink<Pair> PAIRS = Sink.of("pairs", Pair.class);
  static final Source<Tick> TICKS = Source.of("ticks", Tick.class);
  static final Source<Rate> RATES = Source.of("rates", Rate.class);
  static final Sink<Tick> KEPT = Sink.of("kept", Tick.class);
  static final Sink<Sum> SUMS = Sink.of("sums", Sum.class);
  static final int SINKS = 4;
  static final Quarantine LATE = Quarantine.of("late");

  @TempDir Path folder;

  /** The seeds of {@code -Dmillrace.seeds=from-to}; a few otherwise. */
  static LongStream seeds() {
    String[] range = System.getProperty("millrace.seeds", "1-6").split("-", -1);
    return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
  }

  @AfterEach
  void noFailuresForOthers() {
    Failures.clear();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sameRowsAndLedgerWhateverTheSizesAndFailures(long seed) throws IOException {
    Random random = new Random(seed);
    List<List<Tick>> ticks = ticks(random);
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Path failing = Files.createDirectory(folder.resolve("failing"));
    boolean isForeign = random.nextBoolean();
    Manifest expected =
        run(
            plain,
            stream(ticks, 4),
            isForeign,
            Runner.DIRECT.options("--publishEveryMillis=60000"));
    int failures = plant(random, 0);

    Manifest recovered =
        run(failing, stream(ticks, 1 + random.nextInt(6)), isForeign, streaming(random));

    assertThat(Failures.happened(), is(failures));
    assertSame(failing, recovered, plain, expected);
    assertThat(late(failing), equalTo(late(plain)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sameRowsAndLedgerOfABatchWhateverTheSizesAndFailures(long seed) throws IOException {
    Random random = new Random(seed);
    List<Tick> ticks = ticks(random).stream().flatMap(List::stream).toList();
    SourceBinding<Tick> source = Rows.source(Tick.class, ticks);
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Path failing = Files.createDirectory(folder.resolve("failing"));
    boolean isForeign = random.nextBoolean();
    Manifest expected = run(plain, source, isForeign, Runner.DIRECT.options());
    int failures = plant(random, SINKS);

    Manifest recovered = run(failing, source, isForeign, batch(random));

    assertThat(Failures.happened(), is(failures));
    assertSame(failing, recovered, plain, expected);
  }

  private static void assertSame(Path failing, Manifest recovered, Path plain, Manifest expected)
      throws IOException {
    assertThat(
        rows(KEPT.name(), Tick.class, failing), equalTo(rows(KEPT.name(), Tick.class, plain)));
    assertThat(rows(SUMS.name(), Sum.class, failing), equalTo(rows(SUMS.name(), Sum.class, plain)));
    assertThat(
        rows(VISITS.name(), Visit.class, failing),
        equalTo(rows(VISITS.name(), Visit.class, plain)));
    assertThat(
        rows(PAIRS.name(), Pair.class, failing), equalTo(rows(PAIRS.name(), Pair.class, plain)));
    assertThat(counts(recovered), equalTo(counts(expected)));
  }

  private static SourceBinding<Tick> stream(List<List<Tick>> ticks, int blocks) {
    return new Paced<>(Rows.stream(Tick.class, ticks), blocks);
  }

  /**
   * Each within what even the smallest input reaches.
   *
   * @param closedBefore parts that the launcher closes before the run: nobody tries that again
   */
  private static int plant(Random random, int closedBefore) {
    int planted = 0;
    if (random.nextBoolean()) {
      Failures.plant("read", 1 + random.nextInt(4_000));
      planted++;
    }
    if (random.nextBoolean()) {
      Failures.plant("merged", 1 + random.nextInt(200));
      planted++;
    }
    if (random.nextBoolean() || planted == 0) {
      if (random.nextBoolean()) {
        Failures.plant("write", 1 + random.nextInt(4));
      } else {
        Failures.plant("close", closedBefore + 1 + random.nextInt(4));
      }
      planted++;
    }
    return planted;
  }

  private PipelineOptions streaming(Random random) throws IOException {
    return flink(
        random,
        "--checkpointingInterval=" + (20 + random.nextInt(100)),
        "--publishEveryMillis=" + 60_000 * (1 + random.nextInt(5)));
  }

  private PipelineOptions batch(Random random) throws IOException {
    return flink(random);
  }

  private PipelineOptions flink(Random random, String... more) throws IOException {
    Path configuration = Files.createDirectory(folder.resolve("flink"));
    Files.writeString(
        configuration.resolve("config.yaml"),
        """
        restart-strategy.type: fixed-delay
        restart-strategy.fixed-delay.attempts: 20
        restart-strategy.fixed-delay.delay: 1 ms
        """);
    List<String> all =
        new ArrayList<>(
            List.of(
                "--runner=FlinkRunner",
                "--flinkMaster=[local]",
                "--flinkConfDir=" + configuration,
                "--parallelism=" + (1 + random.nextInt(4)),
                "--maxBundleSize=" + (1 + random.nextInt(200)),
                "--maxBundleTimeMills=" + (1 + random.nextInt(300)),
                "--shuffleGroups=" + (1 + random.nextInt(32)),
                "--blockRows=" + (1 + random.nextInt(700)),
                "--shipRows=" + (1 + random.nextInt(5_000))));
    all.addAll(List.of(more));
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).create();
  }

  private static Manifest run(
      Path folder, SourceBinding<Tick> ticks, boolean isForeign, PipelineOptions options) {
    Bindings bindings =
        Bindings.of()
            .read(TICKS, ticks)
            .read(RATES, Rows.source(Rate.class, rates()))
            .write(KEPT, new FailingSink<>(Rows.<Tick>sink(folder.resolve(KEPT.name()))))
            .write(SUMS, new FailingSink<>(Rows.<Sum>sink(folder.resolve(SUMS.name()))))
            .write(VISITS, new FailingSink<>(Rows.<Visit>sink(folder.resolve(VISITS.name()))))
            .write(PAIRS, new FailingSink<>(Rows.<Pair>sink(folder.resolve(PAIRS.name()))))
            .quarantine(LATE, Rows.<Rejection>sink(folder.resolve(LATE.name())));
    return Execution.run(pipeline(isForeign).plan(), bindings, options, Execution.newRunId());
  }

  private static Pipeline pipeline(boolean isForeign) {
    Pipeline pipeline = Pipeline.named("recovery");
    Events<Tick> own =
        pipeline
            .read(TICKS)
            .map(RecoveryTest::read)
            .timestamps(Tick::at, Lateness.of(Duration.ofSeconds(60)).lateTo(LATE))
            .lookup(Tick::key, pipeline.read(RATES).tableBy(Rate::key), RecoveryTest::rated);
    Events<Tick> ticks =
        isForeign ? own.apply("same", Tick.class, Tick::at, BeamTransform.of(new Same())) : own;
    ticks.to(KEPT);
    ticks
        .keyBy(Tick::key)
        .window(Window.tumbling(Duration.ofSeconds(30)))
        .aggregate("sums")
        .as(Sum.class)
        .key(Sum::key, Tick::key)
        .start(Sum::start)
        .set(Sum::sum, Aggregations.sum(Tick::value).orElse(0.0))
        .set(Sum::rows, Aggregations.count())
        .build()
        .map(RecoveryTest::merged)
        .to(SUMS);
    visits(ticks).to(VISITS);
    ticks
        .filter("up", tick -> tick.value() > 0)
        .keyBy(Tick::key)
        .window(Window.tumbling(Duration.ofSeconds(1)))
        .join("pairs", ticks.filter("down", tick -> tick.value() < 0).keyBy(Tick::key))
        .inner(Pair.class, (up, down) -> new Pair(up.key(), up.at(), down.at()))
        .to(PAIRS);
    return pipeline;
  }

  private static Events<Visit> visits(Events<Tick> ticks) {
    return ticks
        .keyBy(Tick::key)
        .deduplicate("firsts", Duration.ofSeconds(2))
        .keyBy(Tick::key)
        .window(Window.sessions(Duration.ofMillis(2_100)))
        .aggregate("visits")
        .as(Visit.class)
        .key(Visit::key, Tick::key)
        .start(Visit::start)
        .end(Visit::end)
        .set(Visit::rows, Aggregations.count())
        .set(Visit::sum, Aggregations.sum(Tick::value).orElse(0.0))
        .build();
  }

  private static Tick read(Tick tick) {
    Failures.pass("read");
    return tick;
  }

  private static Tick rated(Tick tick, Optional<Rate> rate) {
    return new Tick(tick.key(), tick.value() * rate.map(Rate::factor).orElse(1.0), tick.at());
  }

  /** For every other key of {@link #ticks}. */
  private static List<Rate> rates() {
    return IntStream.range(0, 10).mapToObj(i -> new Rate("key " + 2 * i, i / 7.0)).toList();
  }

  private static Sum merged(Sum sum) {
    Failures.pass("merged");
    return sum;
  }

  /** Out of order by up to 50 seconds, some late by far, in partitions of different lengths. */
  private static List<List<Tick>> ticks(Random random) {
    List<List<Tick>> partitions = new ArrayList<>();
    for (int partition = 0; partition < 1 + random.nextInt(5); partition++) {
      List<Tick> ticks = new ArrayList<>();
      for (int i = 0; i < 4_000 + random.nextInt(4_000); i++) {
        long milli = i * 100L - random.nextInt(50_000);
        boolean isLate = random.nextInt(100) == 0;
        ticks.add(
            new Tick(
                "key " + random.nextInt(20),
                random.nextGaussian() * 1e10,
                Instant.ofEpochMilli(isLate ? milli - 150_000 : milli)));
      }
      partitions.add(ticks);
    }
    return partitions;
  }

  private static <T> List<String> rows(String port, Class<T> type, Path folder) throws IOException {
    return Rows.read(Shape.of(type), folder.resolve(port)).stream()
        .map(String::valueOf)
        .sorted()
        .toList();
  }

  private static List<String> late(Path folder) throws IOException {
    return Rows.read(Shape.of(Rejection.class), folder.resolve(LATE.name())).stream()
        .map(each -> each.partition() + " " + each.position())
        .sorted()
        .toList();
  }

  private static List<String> counts(Manifest manifest) {
    List<String> counts = new ArrayList<>();
    for (Ledger.Entry entry : manifest.ledger().entries()) {
      counts.add(entry.step() + " " + entry.place() + " " + entry.tally());
    }
    return counts;
  }
}
