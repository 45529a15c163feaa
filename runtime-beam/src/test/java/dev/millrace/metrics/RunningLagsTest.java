package dev.millrace.metrics;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.beam.Execution;
import dev.millrace.beam.Runner;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.engine.Manifest;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import dev.millrace.servers.Scrape;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lags in scrapes of a stream that goes on. */
class RunningLagsTest {
  record Beat(String key, Instant at) {}

  record Beats(String key, Instant start, long beats) {}

  private static final Source<Beat> BEATS = Source.of("beats", Beat.class);
  private static final Sink<Beats> OUT = Sink.of("out", Beats.class);
  private static final Quarantine LATE = Quarantine.of("late");
  private static final Instant NOW = Instant.parse("2011-01-03T00:00:00Z");

  /** What a scrape of {@link Pulse} shows, with a lateness of two minutes. */
  private static final Map<String, Double> LAGS =
      Map.of(
          "frontier_timestamp", NOW.getEpochSecond() - 3_720.0,
          "frontier_lag", 3_720.0,
          "ingestion_lag", 90.0);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aStreamThatGoesOnShowsItsLagsAndNoneWhenItHasEnded(Runner runner) throws Exception {
    String run = Execution.newRunId();
    Heart heart = Heart.of(run);
    Plan plan = plan();
    try (MetricsEndpoint endpoint = endpoint(plan, run)) {
      CompletableFuture<Manifest> running = started(plan, run, runner);
      awaitLags(endpoint, running);
      heart.isOver = true;
      var unused = result(running);
      assertThat(lags(endpoint), is(Map.of()));
    }
  }

  @Test
  void whereTheDirectRunnerOpensAReaderAnewTheLagsStandMeanwhile() throws Exception {
    String run = Execution.newRunId();
    Heart heart = Heart.of(run);
    Plan plan = plan();
    try (MetricsEndpoint endpoint = endpoint(plan, run)) {
      CompletableFuture<Manifest> running = started(plan, run, Runner.DIRECT);
      awaitLags(endpoint, running);
      // From now on every reader that is opened goes on from one that was closed.
      CompletableFuture<Map<String, Double>> seen = new CompletableFuture<>();
      heart.onOpen = () -> seen.complete(lags(endpoint));
      Map<String, Double> between = result(seen);
      heart.isOver = true;
      var unused = result(running);
      assertThat(between, is(LAGS));
    }
  }

  private static MetricsEndpoint endpoint(Plan plan, String run) throws IOException {
    return MetricsEndpoint.open(
        plan,
        run,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        InstantSource.fixed(NOW));
  }

  private CompletableFuture<Manifest> started(Plan plan, String run, Runner runner) {
    Bindings bindings =
        Bindings.of()
            .read(BEATS, new Pulse(run))
            .write(OUT, Rows.<Beats>sink(folder.resolve("out")))
            .quarantine(LATE, Rows.<Rejection>sink(folder.resolve("late")));
    Supplier<Manifest> execution =
        () -> Execution.run(plan, bindings, runner.options("--publishEveryMillis=600000"), run);
    return CompletableFuture.supplyAsync(execution);
  }

  private static void awaitLags(MetricsEndpoint endpoint, CompletableFuture<Manifest> running) {
    Waiting.patiently()
        .until(
            () -> running.isDone() || lags(endpoint).equals(LAGS),
            () -> lags(endpoint) + " instead of " + LAGS);
    assertThat("the run goes on", running.isDone(), is(false));
  }

  private static <T> T result(CompletableFuture<T> future) throws ExecutionException {
    return Waiting.patiently().result(future, () -> "it does not come");
  }

  /** By what is between {@code millrace} and the unit. */
  private static Map<String, Double> lags(MetricsEndpoint endpoint) {
    Map<String, Double> lags = new ConcurrentHashMap<>();
    Scrape scrape;
    try {
      scrape = Scrape.of(endpoint.url());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String lag : LAGS.keySet()) {
      scrape
          .sum("millrace_" + lag + "_seconds", Map.of("source", "beats"))
          .ifPresent(seconds -> lags.put(lag, seconds));
    }
    return lags;
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("pulse");
    pipeline
        .read(BEATS)
        .timestamps(Beat::at, Lateness.of(Duration.ofMinutes(2)).lateTo(LATE))
        .keyBy(Beat::key)
        .window(Window.tumbling(Duration.ofMinutes(10)))
        .aggregate("beats")
        .as(Beats.class)
        .key(Beats::key, Beat::key)
        .start(Beats::start)
        .set(Beats::beats, Aggregations.count())
        .build()
        .to(OUT);
    return pipeline.plan();
  }

  /** What a test does with readers of a run in this process. */
  private static final class Heart {
    private static final Map<String, Heart> ALL = new ConcurrentHashMap<>();

    volatile Runnable onOpen = () -> {};
    volatile boolean isOver;

    static Heart of(String run) {
      return ALL.computeIfAbsent(run, any -> new Heart());
    }
  }

  /**
   * One partition with the same beat again and again, an hour ago; the last one came 90 seconds
   * ago.
   */
  private record Pulse(String run) implements SourceBinding<Beat> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "a pulse";
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
      Heart heart = Heart.of(run);
      heart.onOpen.run();
      int position = resumePoint.length == 0 ? 0 : ByteBuffer.wrap(resumePoint).getInt();
      return new Beating(shape, heart, position);
    }
  }

  private static final class Beating implements StreamReader<Beat> {
    private final Shape<Beat> shape;
    private final Heart heart;
    private int position;

    Beating(Shape<Beat> shape, Heart heart, int position) {
      this.shape = shape;
      this.heart = heart;
      this.position = position;
    }

    @Override
    public Reading read(InputBatch<Beat> batch) {
      if (heart.isOver) {
        return Reading.ENDED;
      }
      shape.codec(0).append("a", batch.column(0));
      shape.codec(1).append(NOW.minus(Duration.ofHours(1)), batch.column(1));
      batch.accept(position, new byte[1], 0, 1);
      position++;
      return Reading.WAITING;
    }

    @Override
    public long readUpTo() {
      return NOW.minusSeconds(90).getEpochSecond() * 1_000_000;
    }

    @Override
    public byte[] resumePoint() {
      return ByteBuffer.allocate(4).putInt(position).array();
    }

    @Override
    public void close() {}
  }
}
