package dev.millrace.examples.clickstream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.examples.clickstream.Served;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** A broker, a cluster, the job, a minute of visitors, and what became of it. */
@Command(
    name = "run.sh",
    mixinStandardHelpOptions = true,
    description = "Runs the clickstream example on a broker and a cluster of its own.")
public final class Demo implements Callable<Integer> {
  private static final int WORKERS = 2;
  private static final int SHOWN = 5;
  private static final Duration UNIT = Duration.ofMinutes(5);

  @Option(names = "--seconds", defaultValue = "60", description = "how long visitors come (60)")
  private int seconds;

  @Option(names = "--rate", defaultValue = "1000", description = "messages a second (1000)")
  private double rate;

  @Option(
      names = "--speed",
      defaultValue = "120",
      description = "seconds of the visitors' time in a second (120: a minute is two hours)")
  private double speed;

  @Option(names = "--seed", defaultValue = "1", description = "of what visitors do (1)")
  private long seed;

  @Option(names = "--stay", description = "leave everything running until Ctrl-C")
  private boolean stay;

  private final PrintWriter out = new PrintWriter(System.out, true, UTF_8);
  private volatile boolean isEnding;
  private volatile @Nullable Shop shop;

  public static void main(String[] args) {
    Demo demo = new Demo();
    System.exit(new CommandLine(demo).setExecutionExceptionHandler(demo::failed).execute(args));
  }

  /** What fails because everything is being stopped is nobody's concern. */
  private int failed(Exception failure, CommandLine line, ParseResult arguments) throws Exception {
    if (isEnding) {
      return line.getCommandSpec().exitCodeOnExecutionException();
    }
    throw failure;
  }

  /** However this process ends, by Ctrl-C, too. */
  private void end() {
    isEnding = true;
    Started.stop();
    tidy();
    out.println("Everything that was started has been stopped.");
  }

  private void tidy() {
    Shop opened = shop;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        out.println("Some files are left: " + e);
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
    Path target = Path.of("target").toAbsolutePath();
    Path folder = target.resolve("demo").resolve(Long.toString(System.currentTimeMillis()));
    out.println("Starting a Kafka broker and a Flink cluster; they write below " + target);
    try (Shop opened = Shop.open(folder, WORKERS)) {
      shop = opened;
      out.println("Kafka  " + opened.servers());
      out.println("Flink  http://" + opened.cluster().address() + "\n");
      opened.submit(
          List.of(
              "--parallelism=" + WORKERS,
              "--checkpointingInterval=5000",
              "--publishEveryMillis=" + UNIT.toMillis()));
      Instant end = Instant.now();
      Visitors visitors = visitors(end);
      out.printf(
          Locale.ROOT,
          "%nVisitors come for %d seconds, %.0f messages a second, %.0f times as fast as time%n",
          seconds,
          rate,
          speed);
      opened.receive(visitors, rate, Duration.ofSeconds(seconds));
      boolean isAsInALoop = show(opened, visitors, visitors(end));
      if (stay) {
        out.println("\nThe job: http://" + opened.cluster().address());
        out.println("Everything goes on until you press Ctrl-C.");
        new CountDownLatch(1).await();
      }
      return isAsInALoop ? 0 : 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private Visitors visitors(Instant end) {
    return Visitors.until(end, seed, rate, speed, seconds);
  }

  /**
   * @param again the visitors as they were before the first of them came
   * @return whether the sessions are what a plain loop over all messages makes of them
   */
  private boolean show(Shop shop, Visitors visitors, Visitors again) throws IOException {
    Results results = new Results(shop.broker());
    Visits.Comparison comparison =
        results.await(Visits.of(again, Math.round(rate * seconds), UNIT), out);
    List<JsonNode> sessions = results.sessions();
    out.printf(Locale.ROOT, "%n%d sessions are over. The last of them:%n", sessions.size());
    List<JsonNode> last = sessions.subList(Math.max(0, sessions.size() - SHOWN), sessions.size());
    last.forEach(session -> out.println("  " + session));
    out.println("Beside a plain loop over all messages: " + comparison);

    Instant now = visitors.now();
    out.println("\nFeatures of some who are there, from the compacted topic, as of " + now + ":");
    try (Served served = Served.from(shop.servers(), Shop.ACTIVITY)) {
      for (String user : visitors.present(SHOWN)) {
        out.println("  " + user + "  " + served.features(user, now));
      }
      out.printf(Locale.ROOT, "  (%d users have a state)%n", served.users());
    }

    out.println("\nRejected messages, by reason:");
    results
        .rejected()
        .forEach((reason, count) -> out.printf(Locale.ROOT, "  %6d  %s%n", count, reason));
    return comparison.isEqual();
  }
}
