package dev.millrace.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.FlinkRest;
import dev.millrace.servers.TaskManager;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar of the retail job, as it was packaged, on a session cluster. */
class RetailOnClusterIT {
  private static final String[] STREAM = {
    "--publishEveryMillis=2592000000",
    "--shuffleGroups=4",
    "--parallelism=2",
    "--checkpointingInterval=500"
  };

  private static FlinkCluster cluster;
  private static RetailFiles files;
  private static List<String> expected;
  private static long rejects;

  @BeforeAll
  static void startClusterAndRunHere() throws IOException {
    Path folder = Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
    cluster =
        FlinkCluster.start(
            folder.resolve("flink"), Map.of("restart-strategy.fixed-delay.attempts", "2"));
    cluster.startTaskManager(2);
    files = RetailFiles.make(folder.resolve("retail"));
    Launch here = run(files.batch("here"));
    assertThat(here.toString(), here.exit(), is(0));
    expected = files.rows("here");
    rejects = files.rejects("here");
    assertThat(expected.size(), greaterThan(100));
  }

  @AfterAll
  static void stopCluster() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void theLauncherWaitsForItsRunOnTheClusterWhichGivesTheRowsOfARunHere() throws IOException {
    Launch launch = onCluster(files.batch("attached"));

    assertThat(launch.toString(), launch.exit(), is(0));
    assertThat(launch.out(), containsString("ledger closed"));
    assertThat(launch.err(), containsString("http://" + cluster.address() + "/#/job/running/"));
    assertSameRows("attached");
  }

  @Test
  void flinksOwnCommandLineSubmitsTheJar() throws IOException {
    Launch launch = flink(List.of("-p", "2"), "--bindings", files.batch("cli").toString());

    assertThat(launch.toString(), launch.exit(), is(0));
    String job = jobOf(launch);
    assertThat(launch.out(), containsString("Job has been submitted with JobID " + job));
    cluster.rest().await(job, "FINISHED");
    assertSameRows("cli");
  }

  /** Runs the jar by Flink's own command line. */
  private static Launch flink(List<String> options, String... args) throws IOException {
    List<String> line = new ArrayList<>(List.of("run", "-m", cluster.address()));
    line.addAll(options);
    line.add(Launch.job().toString());
    line.add("run");
    line.addAll(List.of(args));
    ProcessBuilder flink = new ProcessBuilder(cluster.commandLine(line.toArray(String[]::new)));
    flink.environment().put("FLINK_CONF_DIR", cluster.configuration().toString());
    return Launch.of(files.folder(), flink);
  }

  private static String jobOf(Launch launch) {
    return launch.out().replaceAll("(?s).*as Flink job ([0-9a-f]{32}).*", "$1");
  }

  @Test
  void theRestInterfaceRunsTheUploadedJarInTheJobManagerWhichLivesOn() throws IOException {
    FlinkRest rest = cluster.rest();
    String jar = rest.uploadJar(Launch.job());
    String job = rest.runJar(jar, List.of("run", "--bindings", files.batch("rest").toString()), 2);
    rest.await(job, "FINISHED");
    assertSameRows("rest");

    try {
      rest.runJar(jar, List.of("run", "--bindings", files.folder() + "/none.yaml"), 1);
      throw new AssertionError("bindings that are not there were found");
    } catch (IllegalStateException refused) {
      assertThat(refused.getMessage(), containsString("[MR-B001]"));
    }
    assertThat(rest.get("/overview").path("flink-version").asText(), is("1.19.1"));
  }

  @Test
  void aStreamIsLeftToTheClusterStoppedGoneOnWithAndKilledAndGivesTheRowsOfTheBatch()
      throws IOException {
    FlinkRest rest = cluster.rest();
    Launch first = leave(files.stream("stream", 60));
    String job = submitted(first).path("job").asText();
    assertThat(submitted(first).path("page").asText(), containsString(cluster.address()));
    Waiting.patiently().until(() -> files.units("stream") > 0, () -> rest.why(job));
    assertStepsAreShown(job);

    Launch second = leave(files.stream("stream", 60));
    assertThat(second.toString(), second.exit(), is(3));
    assertThat(second.err(), containsString("[MR-O012]"));
    assertThat(second.err(), containsString(job));
    assertThat(jobsThatAreNotOver(), is(List.of(job)));

    String taken = rest.savepoint(job, files.folder().resolve("savepoints"));
    assertThat(Files.exists(Path.of(URI.create(taken)).resolve("_metadata")), is(true));
    assertThat(rest.state(job), is("RUNNING"));
    assertPlansAreCompared();
    String savepoint = rest.stop(job, files.folder().resolve("savepoints"));
    rest.await(job, "FINISHED");
    Launch lost = leave(files.stream("stream", 1_000), "--from-savepoint", savepoint + "-lost");
    assertThat(lost.toString(), lost.exit(), is(1));
    assertThat(lost.err(), containsString("[MR-D001]"));
    assertThat(lost.err(), containsString(savepoint + "-lost"));
    Launch third = leave(files.stream("stream", 1_000), "--from-savepoint", savepoint);
    assertThat(third.toString(), third.exit(), is(0));
    assertThat(submitted(third).path("run"), is(submitted(first).path("run")));
    String goneOn = submitted(third).path("job").asText();
    Waiting.patiently()
        .until(() -> checkpoints(goneOn) > 0, () -> rest.state(goneOn) + rest.why(goneOn));

    TaskManager working = cluster.taskManagers().get(0);
    cluster.startTaskManager(2);
    cluster.kill(working);
    assertThat(working.isAlive(), is(false));
    rest.await(goneOn, "FINISHED");
    assertSameRows("stream");
  }

  /** What the same jar would go on with, and what it would not. */
  private static void assertPlansAreCompared() throws IOException {
    Launch plan = Launch.ofJob(files.folder(), "plan", "--json", "--", STREAM[0], STREAM[1]);
    assertThat(plan.toString(), plan.exit(), is(0));
    Path earlier = Files.writeString(files.folder().resolve("plan.json"), plan.out());
    Launch same =
        Launch.ofJob(
            files.folder(), "plan", "--against", earlier.toString(), "--", STREAM[0], STREAM[1]);
    assertThat(same.toString(), same.exit(), is(0));
    assertThat(same.out(), containsString("retail: SAME"));
    Launch other = Launch.ofJob(files.folder(), "plan", "--against", earlier.toString());
    assertThat(other.toString(), other.exit(), is(5));
    assertThat(other.out(), containsString("INCOMPATIBLE  aggregate:daily-revenue"));
  }

  @Test
  void aStreamGoesOnFromItsSavepointByFlinksCommandLineAndByTheRestInterface() throws IOException {
    FlinkRest rest = cluster.rest();
    String name = "gone-on";
    JsonNode first = submitted(leave(files.stream(name, 60)));
    String bySecond = stopped(first.path("job").asText());

    Launch second =
        flink(
            List.of("-s", bySecond),
            "--bindings",
            files.stream(name, 60).toString(),
            "--",
            STREAM[0],
            STREAM[1],
            STREAM[3]);
    assertThat(second.toString(), second.exit(), is(0));
    assertThat(second.out(), containsString(first.path("run").asText()));
    String byThird = stopped(jobOf(second));

    String third =
        rest.post(
                "/jars/" + rest.uploadJar(Launch.job()) + "/run",
                Map.of(
                    "programArgsList",
                    List.of(
                        "run",
                        "--bindings",
                        files.stream(name, 1_000).toString(),
                        "--",
                        STREAM[0],
                        STREAM[1],
                        STREAM[3]),
                    "parallelism",
                    2,
                    "savepointPath",
                    byThird))
            .path("jobid")
            .asText();
    rest.await(third, "FINISHED");
    assertSameRows(name);
  }

  /** Stops a job in the middle: when it has a checkpoint. */
  private static String stopped(String job) {
    FlinkRest rest = cluster.rest();
    Waiting.patiently().until(() -> checkpoints(job) > 0, () -> rest.state(job) + rest.why(job));
    String savepoint = rest.stop(job, files.folder().resolve("savepoints"));
    rest.await(job, "FINISHED");
    return savepoint;
  }

  @Test
  void aLauncherThatIsInterruptedCancelsTheJobThatItWaitsFor() throws IOException {
    RunningLaunch launch =
        RunningLaunch.ofJob(
            files.folder(),
            Map.of(),
            "run",
            "--bindings",
            files.stream("interrupted", 60).toString(),
            "--runner",
            "flink",
            "--flink-master",
            cluster.address(),
            "--",
            "--parallelism=2");
    String job = launch.flinkJob();
    Waiting.patiently().until(() -> isKnown(job), launch::err);
    cluster.rest().await(job, "RUNNING");

    Launch ended = launch.interrupt();

    assertThat(ended.toString(), ended.exit(), is(RunningLaunch.INTERRUPTED));
    assertThat(ended.err(), containsString("Interrupted: nothing more is published"));
    cluster.rest().await(job, "CANCELED");
  }

  private static boolean isKnown(String job) {
    for (JsonNode each : cluster.rest().get("/jobs").path("jobs")) {
      if (each.path("id").asText().equals(job)) {
        return true;
      }
    }
    return false;
  }

  private static void assertStepsAreShown(String job) {
    JsonNode vertices = cluster.rest().get("/jobs/" + job).path("vertices");
    List<String> names = new ArrayList<>();
    vertices.forEach(vertex -> names.add(vertex.path("name").asText()));
    assertThat(names, hasSize(6));
    assertThat(names, everyItem(not(containsString("ParMultiDo"))));
    assertThat(names, hasItem(containsString("Source: read:invoice-lines -> ")));
    assertThat(names, hasItem("aggregate:daily-revenue/shuffle -> aggregate:daily-revenue"));
    assertThat(names, hasItem("asOf:labels"));
    assertThat(names, hasItem("publish/unit -> publish"));
    String reader = vertices.get(0).path("id").asText();
    Waiting.patiently()
        .until(
            () -> rejected(job, reader) > 0,
            () -> "no counter of the rejects among the reader's metrics");
  }

  private static double rejected(String job, String vertex) {
    JsonNode found =
        cluster
            .rest()
            .get(
                "/jobs/"
                    + job
                    + "/vertices/"
                    + vertex
                    + "/subtasks/metrics?get=read_invoice-lines/deal.millrace_rows_rejected_total__validate_invoice_lines");
    return found.path(0).path("sum").asDouble();
  }

  private static int checkpoints(String job) {
    return cluster
        .rest()
        .get("/jobs/" + job + "/checkpoints")
        .path("counts")
        .path("completed")
        .asInt();
  }

  private static List<String> jobsThatAreNotOver() {
    List<String> running = new ArrayList<>();
    for (JsonNode job : cluster.rest().get("/jobs/overview").path("jobs")) {
      if (job.path("end-time").asLong() < 0) {
        running.add(job.path("jid").asText());
      }
    }
    return running;
  }

  @Test
  void whatFailsOnTheClusterIsToldInTheAuthorsWords() throws IOException {
    Path labels = files.folder().resolve("broken-labels.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(files.labels()));
    lines.add("no,label");
    Files.write(labels, lines);

    Launch launch = onCluster(files.batch("broken", labels));

    assertThat(launch.toString(), launch.exit(), is(1));
    assertThat(launch.err(), containsString("[MR-R"));
    assertThat(launch.err(), containsString("read:labels"));
    assertThat(launch.err(), containsString("Nothing was published"));
  }

  private static void assertSameRows(String run) throws IOException {
    assertThat(files.rows(run), equalTo(expected));
    assertThat(files.rejects(run), is(rejects));
  }

  private static Launch onCluster(Path bindings) throws IOException {
    return run(
        bindings,
        "--runner",
        "flink",
        "--flink-master",
        cluster.address(),
        "--",
        "--parallelism=2");
  }

  private static Launch leave(Path bindings, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--json", "--runner", "flink", "--detached"));
    args.addAll(List.of("--flink-master", cluster.address()));
    args.addAll(List.of(more));
    args.add("--");
    args.addAll(List.of(STREAM));
    return run(bindings, args.toArray(String[]::new));
  }

  private static Launch run(Path bindings, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("run", "--bindings", bindings.toString()));
    args.addAll(List.of(more));
    return Launch.ofJob(files.folder(), args.toArray(String[]::new));
  }

  private static JsonNode submitted(Launch launch) throws IOException {
    assertThat(launch.toString(), launch.exit(), is(0));
    return new ObjectMapper().readTree(launch.out());
  }
}
