package dev.millrace.beam;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SinkBinding;
import dev.millrace.engine.Ledger;
import dev.millrace.engine.Manifest;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same states, byte by byte, whatever the sizes of blocks, the bundles and the failures. */
class OnlineRecoveryTest {
  record Tick(String key, double value, Instant at) {}

  record Recent(double sum, long ticks, double most) {}

  private static final Source<Tick> TICKS = Source.of("ticks", Tick.class);
  private static final Quarantine LATE = Quarantine.of("late");

  private static final FeatureView<String, Tick, Recent> RECENT =
      FeatureView.named("recent", 1)
          .over(Tick.class)
          .keyedBy(Tick::key)
          .at(Tick::at)
          .as(Recent.class)
          .set(Recent::sum, sum(Tick::value).over(Duration.ofSeconds(20)).orElse(0.0))
          .set(Recent::ticks, count().over(Duration.ofSeconds(30)))
          .set(Recent::most, max(Tick::value).over(Duration.ofSeconds(5)).orElse(0.0))
          .build();

  private static final OnlineView<String, Recent> SERVED = OnlineView.of("served", RECENT);

  /** States as rows, with planted failures. */
  private record FailingStates(String folder) implements OnlineBinding {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "rows " + folder;
    }

    @Override
    public SinkBinding<KeyState> of(ViewDefinition view) {
      return new FailingSink<>(Rows.<KeyState>sink(Path.of(folder)));
    }
  }

  @TempDir Path folder;

  static LongStream seeds() {
    return RecoveryTest.seeds();
  }

  @AfterEach
  void noFailuresForOthers() {
    Failures.clear();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sameStatesAndLedgerWhateverTheSizesAndFailures(long seed) throws IOException {
    Random random = new Random(seed);
    List<List<Tick>> ticks = ticks(random);
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Path failing = Files.createDirectory(folder.resolve("failing"));
    Manifest expected = run(plain, ticks, 4, Runner.DIRECT.options("--publishEveryMillis=30000"));
    Failures.plant("read", 1 + random.nextInt(2_000));
    Failures.plant(random.nextBoolean() ? "write" : "close", 1 + random.nextInt(4));

    Manifest recovered = run(failing, ticks, 1 + random.nextInt(6), options(random));

    assertThat(Failures.happened(), is(2));
    assertThat(states(plain).size(), greaterThan(50));
    assertThat(states(failing), equalTo(states(plain)));
    assertThat(counts(recovered), equalTo(counts(expected)));
  }

  private PipelineOptions options(Random random) throws IOException {
    Path configuration = Files.createDirectory(folder.resolve("flink"));
    Files.writeString(
        configuration.resolve("config.yaml"),
        """
        restart-strategy.type: fixed-delay
        restart-strategy.fixed-delay.attempts: 20
        restart-strategy.fixed-delay.delay: 1 ms
        """);
    return PipelineOptionsFactory.fromArgs(
            "--runner=FlinkRunner",
            "--flinkMaster=[local]",
            "--flinkConfDir=" + configuration,
            "--parallelism=" + (1 + random.nextInt(4)),
            "--checkpointingInterval=" + (20 + random.nextInt(100)),
            "--maxBundleSize=" + (1 + random.nextInt(200)),
            "--maxBundleTimeMills=" + (1 + random.nextInt(300)),
            "--shuffleGroups=" + (1 + random.nextInt(32)),
            "--publishEveryMillis=30000",
            "--blockRows=" + (1 + random.nextInt(700)),
            "--shipRows=" + (1 + random.nextInt(5_000)))
        .create();
  }

  private static Manifest run(
      Path folder, List<List<Tick>> ticks, int blocks, PipelineOptions options) {
    Bindings bindings =
        Bindings.of()
            .read(TICKS, new Paced<>(Rows.stream(Tick.class, ticks), blocks))
            .write(SERVED, new FailingStates(folder.resolve("served").toString()))
            .quarantine(LATE, Rows.<Rejection>sink(folder.resolve(LATE.name())));
    Pipeline pipeline = Pipeline.named("online-recovery");
    pipeline
        .read(TICKS)
        .map(OnlineRecoveryTest::read)
        .timestamps(Tick::at, Lateness.of(Duration.ofSeconds(60)).lateTo(LATE))
        .feature(RECENT)
        .to(SERVED);
    return Execution.run(pipeline.plan(), bindings, options, Execution.newRunId());
  }

  private static Tick read(Tick tick) {
    Failures.pass("read");
    return tick;
  }

  /** Of keys that come and go, out of order by up to 50 seconds. */
  private static List<List<Tick>> ticks(Random random) {
    List<List<Tick>> partitions = new ArrayList<>();
    for (int partition = 0; partition < 1 + random.nextInt(3); partition++) {
      List<Tick> ticks = new ArrayList<>();
      for (int i = 0; i < 2_500 + random.nextInt(2_000); i++) {
        long milli = i * 100L - random.nextInt(50_000);
        String key = "key " + (i / 500 % 3 + random.nextInt(8));
        ticks.add(new Tick(key, random.nextGaussian() * 1e10, Instant.ofEpochMilli(milli)));
      }
      partitions.add(ticks);
    }
    return partitions;
  }

  private static List<String> states(Path folder) throws IOException {
    HexFormat hex = HexFormat.of();
    return Rows.read(Shape.of(KeyState.class), folder.resolve("served")).stream()
        .map(state -> hex.formatHex(state.revision()) + " " + hex.formatHex(state.state()))
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
