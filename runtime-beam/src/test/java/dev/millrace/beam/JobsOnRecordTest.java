package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.StepFailedException;
import dev.millrace.plan.Plan;
import dev.millrace.plan.ProblemsException;
import dev.millrace.publish.Elsewhere;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.PublishCode;
import dev.millrace.publish.Publisher;
import dev.millrace.servers.Waiting;
import dev.millrace.upgrade.SavedBindings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a launcher: who launches next knows of the job that it has sent. */
@Timeout(900)
class JobsOnRecordTest {
  record Beat(String name, Instant at) {}

  private static final Source<Beat> BEATS = Source.of("beats", Beat.class);
  private static final Sink<Beat> COPIES = Sink.of("copies", Beat.class);
  private static final Quarantine LATE = Quarantine.of("late");

  @TempDir static Path flink;
  private static ClusterHere cluster;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    cluster = ClusterHere.start(flink);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("heart");
    pipeline
        .read(BEATS)
        .timestamps(Beat::at, Lateness.of(Duration.ofSeconds(10)).lateTo(LATE))
        .to(COPIES);
    return pipeline.plan();
  }

  private static SourceBinding<Beat> beats() {
    return Rows.stream(
        Beat.class,
        List.of(
            List.of(new Beat("a", Instant.EPOCH)),
            List.of(new Beat("b", Instant.EPOCH.plusSeconds(1)))));
  }

  private static Bindings bindings(Path folder, SourceBinding<Beat> source) {
    return Bindings.of()
        .read(BEATS, source)
        .write(COPIES, Rows.<Beat>sink(folder.resolve("copies")))
        .quarantine(LATE, Rows.<Rejection>sink(folder.resolve("late")));
  }

  private static PipelineOptions options(String... cluster) {
    List<String> all = new ArrayList<>(List.of(cluster));
    all.addAll(List.of("--checkpointingInterval=200", "--parallelism=2", "--shuffleGroups=4"));
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).create();
  }

  private static SubmittedJob submit(Bindings bindings) {
    return Execution.submit(plan(), bindings, options(cluster.options()), notice -> {});
  }

  private static Path runs(Path folder) {
    return folder.resolve(".millrace").resolve("heart").resolve("runs");
  }

  private static List<Path> jobs(Path folder) {
    if (!Files.exists(runs(folder))) {
      return List.of();
    }
    try (Stream<Path> runs = Files.list(runs(folder))) {
      return runs.map(run -> run.resolve("job")).filter(Files::exists).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SubmittedJob onlyJob(Path folder) throws IOException {
    List<Path> jobs = jobs(folder);
    assertThat(jobs, hasSize(1));
    return SubmittedJob.fromJson(Files.readString(jobs.get(0)));
  }

  private static void awaitGate(String gate) {
    Waiting.patiently()
        .until(() -> Gated.atGate(gate) == 2, () -> Gated.atGate(gate) + " of 2 at the gate");
  }

  private void assertNextLaunchNames(String job) {
    ProblemsException refused =
        assertThrows(ProblemsException.class, () -> submit(bindings(folder, beats())));
    assertThat(refused.problems().get(0).code(), is(PublishCode.RUN_GOING_ON));
    assertThat(refused.getMessage(), containsString(job));
  }

  @Test
  void aJobThatTheClusterHasTakenStaysOnRecordWhenTheDiskIsFull() throws Exception {
    String gate = folder.toString();
    PipelineOptions options = FullDisk.afterTheSubmission(runs(folder), options(cluster.options()));

    SubmittedJob job =
        Execution.submit(
            plan(), bindings(folder, new Gated<>(beats(), gate)), options, notice -> {});

    try {
      awaitGate(gate);
      assertThat(FullDisk.isFull(runs(folder).resolve(job.run())), is(true));
      assertNextLaunchNames(job.job());
    } finally {
      cluster.cancel(job);
    }
  }

  @Test
  void aJobWhoseIdCannotBeWrittenDownIsToldWithItsIdAndHowToStopItAndStaysOnRecord()
      throws Exception {
    SubmittedJob job = new SubmittedJob("left", "localhost:8081", "0".repeat(32));
    PublicationLayout layout =
        PublicationLayout.of("heart", List.of(folder.resolve("copies").toString()));
    OpenRun open = Publisher.of(layout).begin("left");
    String before = SubmittedJob.withoutId("left", "localhost:8081").toJson();
    open.handOver(before);
    FullDisk.fill(runs(folder).resolve("left"));
    JobNotes notes =
        new JobNotes(Execution.saved(plan(), options()), SavedBindings.of(Map.of(), Map.of()));

    StepFailedException told =
        assertThrows(StepFailedException.class, () -> Submission.note(open, job, notes));

    assertThat(told.code(), is(ClusterCode.JOB_NOT_NOTED));
    assertThat(told.getMessage(), containsString("Job " + job.job() + " runs"));
    assertThat(told.getMessage(), containsString(job.howToStop()));
    assertThat(open.handedOver(), is(before));
    open.leave();
  }

  /** A launcher that waits for its job: the arguments are the folder and the cluster's options. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    var unused =
        Execution.run(
            plan(),
            bindings(folder, new Gated<>(beats(), folder.toString())),
            options(args[1], args[2], args[3]),
            Execution.newRunId());
  }

  @Test
  void aLauncherThatIsKilledWhileItWaitsLeavesAJobThatTheNextLaunchSees() throws Exception {
    Path output = folder.resolve("launcher.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                JobsOnRecordTest.class.getName(),
                folder.toString()));
    command.addAll(List.of(cluster.options()));
    Process launcher =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      Waiting.patiently()
          .until(
              () -> Gated.atGate(folder.toString()) == 2 || !launcher.isAlive(),
              () -> "no job runs");
      assertThat(Files.readString(output), launcher.isAlive(), is(true));
    } finally {
      launcher.destroyForcibly().waitFor();
    }

    SubmittedJob job = onlyJob(folder);
    assertNextLaunchNames(job.job());
    cluster.cancel(job);
    // What the cluster's REST interface says of a job is up to three seconds old.
    Waiting.patiently()
        .until(
            () -> new ClusterJobs().state(job.toJson()) == Elsewhere.State.OVER, () -> "not over");
    var unused = cluster.end(submit(bindings(folder, beats())));
  }

  @Test
  void aLauncherThatFailsWhileItsJobGoesOnCancelsItAndTakesItOffTheRecord() throws Exception {
    FutureTask<Exception> launch =
        new FutureTask<>(
            () ->
                assertThrows(
                    RunFailedException.class,
                    () ->
                        Execution.run(
                            plan(),
                            bindings(folder, new Gated<>(beats(), folder.toString())),
                            options(cluster.options()),
                            Execution.newRunId())));
    Thread launcher = new Thread(launch, "launcher");
    launcher.start();
    awaitGate(folder.toString());
    SubmittedJob job = onlyJob(folder);

    launcher.interrupt();

    var unused = Waiting.patiently().result(launch, () -> "the launcher waits");
    assertThat(new ClusterJobs().state(job.toJson()), is(Elsewhere.State.OVER));
    assertThat(jobs(folder), is(empty()));
    var unusedResult = cluster.end(submit(bindings(folder, beats())));
  }

  @Test
  void aJobThatEndsWhileItsLauncherWaitsIsTakenOffTheRecord() {
    List<List<Path>> seen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      var unused =
          Execution.run(
              plan(),
              bindings(folder, beats()),
              options(cluster.options()),
              Execution.newRunId(),
              notice -> seen.add(jobs(folder)));
    }
    assertThat(jobs(folder), is(empty()));
    assertThat("told when it is on record", seen.stream().anyMatch(each -> each.size() == 1));
  }
}
