package dev.millrace.examples.clickstream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.servers.ProcessBeans;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the example: how far it is behind at a rate, and what memory its worker takes. One line
 * for each interval, which ends with a full collection of the worker's heap; see
 * docs/performance.md.
 */
@Command(name = "load.sh", mixinStandardHelpOptions = true)
public final class Load implements Callable<Integer> {
  private static final Duration LATENESS = Duration.ofMinutes(2);
  private static final int USER_HZ = 100;

  @Option(names = "--rate", defaultValue = "2000", description = "messages a second (2000)")
  private double rate;

  @Option(names = "--seconds", defaultValue = "180", description = "how long (180)")
  private int seconds;

  @Option(names = "--every", defaultValue = "30", description = "seconds between lines (30)")
  private int every;

  @Option(names = "--speed", defaultValue = "24", description = "how fast time goes by (24)")
  private double speed;

  @Option(names = "--unit", defaultValue = "PT1M", description = "of publication (PT1M)")
  private Duration unit;

  @Option(names = "--workers", defaultValue = "2", description = "parallelism of the job (2)")
  private int workers;

  @Option(names = "--beam-job", description = "a job of Beam in the example's place: its jar")
  private @Nullable Path beamJob;

  @Option(
      names = "--check",
      description =
          "compare the sessions with those of a plain loop; the exit code is 1 if they differ, or none is over")
  private boolean check;

  private final PrintWriter out = new PrintWriter(System.out, true, UTF_8);
  private Instant start = Instant.EPOCH;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Load()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Path folder = Path.of("target", "load", Long.toString(System.currentTimeMillis()));
    ExecutorService sending = Executors.newSingleThreadExecutor();
    try (Shop shop = Shop.open(folder, workers)) {
      submit(shop);
      start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      Visitors visitors = visitors(start);
      Future<?> sent =
          sending.submit(() -> shop.receive(visitors, rate, Duration.ofSeconds(seconds)));
      watch(shop);
      Object unused = sent.get();
      return check && !isAsInALoop(shop) ? 1 : 0;
    } finally {
      sending.shutdownNow();
    }
  }

  private boolean isAsInALoop(Shop shop) throws IOException {
    Results results = new Results(shop.broker());
    Visits.Comparison comparison =
        results.await(Visits.of(visitors(start), Math.round(rate * seconds), unit), out);
    out.println(comparison);
    return comparison.over() > 0 && comparison.isEqual();
  }

  private void submit(Shop shop) throws IOException {
    String parallelism = "--parallelism=" + workers;
    String checkpoints = "--checkpointingInterval=10000";
    if (beamJob == null) {
      shop.submit(List.of(parallelism, checkpoints, "--publishEveryMillis=" + unit.toMillis()));
    } else {
      shop.submitBeam(
          beamJob, List.of(parallelism, checkpoints, "--unitMillis=" + unit.toMillis()));
    }
  }

  private Visitors visitors(Instant end) {
    return Visitors.until(end, 1, rate, speed, seconds);
  }

  /** The visitors' time runs faster, and ends with ours. */
  private long completeAt(long unitEndMicros) {
    double reached = unitEndMicros / 1000.0 + LATENESS.toMillis();
    double first = start.toEpochMilli() - 1000 * speed * seconds;
    return Math.round(start.toEpochMilli() + (reached - first) / speed);
  }

  private void watch(Shop shop) throws IOException {
    out.println(
        "   at |   rejected (reading lag, ms)  |   states (feature lag, ms)    | worker: CPU  RSS MB  live heap MB"
            + "\n    s |   count median    99%   most |   count median    99%   most |");
    try (Lags lags = new Lags(shop.servers(), unit, this::completeAt);
        ProcessBeans worker = shop.beans()) {
      long cpu = cpuTicks(shop.worker());
      for (int at = every; at <= seconds; at += every) {
        long until = start.toEpochMilli() + 1000L * at;
        while (System.currentTimeMillis() < until) {
          lags.look();
        }
        long ticks = cpuTicks(shop.worker());
        out.printf(
            Locale.ROOT,
            "%5d | %s | %s | %11.2f %7d %13d%n",
            at,
            lags.reading(),
            lags.features(),
            (ticks - cpu) / (double) USER_HZ / every,
            residentMegabytes(shop.worker()),
            worker.liveHeap() >> 20);
        cpu = ticks;
      }
    }
  }

  private static long residentMegabytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
      }
    }
    return -1;
  }

  /** In user and system mode. */
  private static long cpuTicks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
