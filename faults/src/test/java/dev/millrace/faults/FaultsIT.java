package dev.millrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.TaskManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What the job lives through, and that its results are those of a batch over the same records. The
 * long form, {@code -Dmillrace.faults=long}, does the same faults more often, and some more.
 */
class FaultsIT {
  private static final boolean IS_LONG = System.getProperty("millrace.faults").equals("long");
  private static final int KILLS = IS_LONG ? 20 : 2;
  private static final int OUTAGES = IS_LONG ? 10 : 2;
  private static final Path FOLDER =
      Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
  private static final FaultTable TABLE = new FaultTable();

  private static FlinkCluster cluster;
  private static Broker broker;
  private static String jar;

  @BeforeAll
  static void startServers() throws IOException {
    broker = Broker.shared();
    cluster =
        FlinkCluster.start(
            FOLDER.resolve("flink"), Map.of("restart-strategy.fixed-delay.attempts", "1000"));
    cluster.startTaskManager(Deployment.PARALLELISM);
    jar = uploaded();
  }

  private static String uploaded() throws IOException {
    return cluster
        .rest()
        .uploadJar(Path.of(System.getProperty("millrace.job")).toAbsolutePath().normalize());
  }

  @AfterAll
  static void stopServers() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
    System.out.println(TABLE.write(Path.of("target", "faults.json"), IS_LONG ? "long" : "short"));
  }

  private static Scenario started(String fault, long seed) throws IOException {
    return started(fault, seed, Scenario.BATCH_BYTES);
  }

  private static Scenario started(String fault, long seed, int batchBytes) throws IOException {
    Path folder = FOLDER.resolve(fault.replace(' ', '-'));
    Scenario scenario = Scenario.ofOldOrders(fault, cluster, broker, folder, seed, batchBytes);
    scenario.deployment().submit(jar);
    scenario.untilPublished(1);
    return scenario;
  }

  @Test
  void withoutAFaultAStreamGivesWhatABatchGives() throws IOException {
    Scenario scenario = started("none", 1);
    scenario.untilPublished(5);
    scenario.finish(TABLE);
  }

  @Test
  void aTaskManagerIsKilledAtAnyMoment() throws IOException {
    Scenario scenario = started("kill -9 of the TaskManager", 2);
    Random random = new Random(2);
    for (int kill = 0; kill < KILLS; kill++) {
      TaskManager working = withOneStandingBy();
      scenario.untilSent(random.nextInt(2_000));
      cluster.kill(working);
      scenario.recover(System.nanoTime());
      scenario.untilPublished(1);
      scenario.requireRestored(kill + 1);
    }
    scenario.finish(TABLE);
  }

  /** Starts a second TaskManager, to which a job can go; gives the first, on which it is. */
  private static TaskManager withOneStandingBy() throws IOException {
    TaskManager working = cluster.taskManagers().get(0);
    cluster.startTaskManager(Deployment.PARALLELISM);
    return working;
  }

  @Test
  void theBrokerIsKilledAndStoppedAndComesBack() throws IOException {
    Scenario scenario = started("kill -9, or stop, of the broker", 3);
    for (int outage = 0; outage < OUTAGES; outage++) {
      long gone = System.nanoTime();
      if (outage % 2 == 0) {
        broker.kill();
      } else {
        broker.stop();
      }
      broker.startAgain();
      scenario.noteMillis("broker away ms", gone);
      scenario.recover(gone);
      scenario.untilPublished(1);
    }
    scenario.finish(TABLE);
  }

  @Test
  void aSinkThatRefusesFailsTheJobWithItsCodeAndWhenItIsMendedNothingIsMissing()
      throws IOException {
    // The client tries batches of several messages again, in parts, for delivery.timeout.ms.
    Scenario scenario = started("a sink refuses messages", 5, 0);
    Deployment deployment = scenario.deployment();
    deployment.limitKept(60);
    scenario.until(
        () -> deployment.job().why().contains("[MR-R005]"), "the job does not fail as it should");
    scenario.requireRestored(2);
    assertThat(deployment.job().why(), containsString(deployment.kept()));
    deployment.limitKept(1_000_000);
    scenario.recover(System.nanoTime());
    scenario.finish(TABLE);
  }

  @Test
  @EnabledIfSystemProperty(named = "millrace.faults", matches = "long")
  void aSinkThatIsSlowMakesTheJobWait() throws IOException {
    Scenario scenario = started("a slow sink", 6);
    Deployment deployment = scenario.deployment();
    broker.throttle(deployment.kept(), 20_000);
    scenario.sendAhead(Duration.ofMinutes(50));
    scenario.untilSent(200);
    long before = liveHeap();
    scenario.untilSent(5_000);
    long after = liveHeap();
    assertThat("MB of live heap", after, lessThan(before + 32));
    broker.throttle(deployment.kept(), 1e9);
    scenario.recover(System.nanoTime());
    scenario.note("live heap MB", before + " then " + after);
    scenario.finish(TABLE);
  }

  /** What lives on the heap of the TaskManager, in MB; found out by a full collection. */
  private static long liveHeap() throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(cluster.taskManagers().get(0).pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    Matcher total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)").matcher(said);
    assertThat(said, total.find(), is(true));
    return Long.parseLong(total.group(1)) >> 20;
  }

  @Test
  void aPartitionIsIdleAndTheTaskManagerIsKilledMeanwhile() throws IOException {
    Scenario scenario =
        Scenario.ofOrdersOfNow(
            "an idle partition, and a kill", cluster, broker, FOLDER.resolve("idle"), 7);
    scenario.deployment().submit(jar);
    scenario.untilPublished(1);
    TaskManager working = withOneStandingBy();
    cluster.kill(working);
    scenario.recover(System.nanoTime());
    scenario.untilPublished(1);
    scenario.requireRestored(1);
    scenario.finish(TABLE);
  }

  @Test
  @EnabledIfSystemProperty(named = "millrace.faults", matches = "long")
  void theJobManagerIsKilledAndTheRunGoesOnFromItsLastCheckpoint() throws IOException {
    Scenario scenario = started("kill -9 of the JobManager", 8);
    String job = scenario.deployment().job().id();
    long gone = System.nanoTime();
    cluster.killJobManager();
    cluster.startJobManagerAgain();
    jar = uploaded();
    Path newest = newestCheckpoint(job);
    scenario.deployment().submit(jar, "--from-savepoint", newest.toString());
    scenario.recover(gone);
    assertThat(newest.endsWith("chk-" + scenario.deployment().job().restoredFrom()), is(true));
    scenario.finish(TABLE);
  }

  private static Path newestCheckpoint(String job) throws IOException {
    try (Stream<Path> all = Files.list(FOLDER.resolve("flink/checkpoints").resolve(job))) {
      return all.filter(each -> Files.exists(each.resolve("_metadata")))
          .max(
              Comparator.comparingInt(
                  each -> Integer.parseInt(each.getFileName().toString().substring(4))))
          .orElseThrow();
    }
  }
}
