package dev.millrace.beam;

import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Closing;
import dev.millrace.engine.Limits;
import dev.millrace.engine.LoadedTables;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Progress;
import dev.millrace.engine.RunCode;
import dev.millrace.engine.StepFailedException;
import dev.millrace.engine.Units;
import dev.millrace.metrics.RunMetrics;
import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.plan.Step;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.Publisher;
import dev.millrace.record.Shape;
import dev.millrace.upgrade.SavedPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/** Runs a plan: to its end, or, left to a cluster, without this process. */
public final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final long BYTES_PER_SHUFFLE_GROUP = 16L << 20;
  private static final int MOST_SHUFFLE_GROUPS = 128;

  private final Plan plan;
  private final Bindings bindings;
  private final BoundPlan bound;
  private final PipelineOptions options;
  private final String run;
  private final Consumer<String> notices;
  private final Instant started = Instant.now();

  private Execution(
      Plan plan, Bindings bindings, PipelineOptions options, String run, Consumer<String> notices) {
    this.notices = notices;
    this.plan = plan;
    this.bindings = bindings;
    this.bound = new BoundPlan(plan, bindings);
    this.options = options;
    this.run = run;
  }

  /** A new id: sortable by time, unique, fit for a file name. */
  public static String newRunId() {
    return RUN_TIME.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * Runs a plan and publishes its outputs.
   *
   * @param run from {@link #newRunId}; {@link Progress} is kept under it
   * @throws ProblemsException before the first row, with everything that is wrong with the bindings
   * @throws RunFailedException when the run ended without publishing
   */
  public static Manifest run(Plan plan, Bindings bindings, PipelineOptions options, String run) {
    return run(plan, bindings, options, run, Execution::tell);
  }

  /**
   * {@link #run(Plan, Bindings, PipelineOptions, String)}, with somebody to tell.
   *
   * @param notices gets what is worth knowing and no mistake, of the plan and of its bindings,
   *     before the first row: {@code invoice-lines: in/a.csv: no component reads Colour}
   */
  public static Manifest run(
      Plan plan, Bindings bindings, PipelineOptions options, String run, Consumer<String> notices) {
    try {
      return told(bindings, () -> new Execution(plan, bindings, options, run, notices).run());
    } finally {
      Progress.forget(run);
      RunMetrics.forget(run);
      LoadedTables.forget(run);
    }
  }

  /**
   * Sends a run to a Flink cluster, and leaves it there: what it publishes, it publishes without
   * this process. A run that is going on already is not started a second time. With a savepoint in
   * the options, the run that was left before goes on, under its id.
   *
   * @throws ProblemsException before anything is sent, with everything that is wrong with the
   *     bindings, or because a run is going on
   * @throws RunFailedException when the cluster does not take it
   */
  public static SubmittedJob submit(
      Plan plan, Bindings bindings, PipelineOptions options, Consumer<String> notices) {
    Execution launch = new Execution(plan, bindings, options, newRunId(), notices);
    return told(bindings, () -> Submission.of(launch, plan, options, notices).send());
  }

  /** A plan as it would run as a stream with some options, as a file. */
  public static SavedPlan saved(Plan plan, PipelineOptions options) {
    StreamOptions stream = options.as(StreamOptions.class);
    return SavedPlan.of(plan, stream.getShuffleGroups(), stream.getPublishEveryMillis());
  }

  /**
   * Gives a graph to a runner that only writes it down. No run begins, and what stopped runs have
   * left stays. A job of the template publishes no folder: where one is bound, it fails. Where all
   * outputs are sent it closes its ledger, and its manifest is in the log of a worker.
   *
   * @throws ProblemsException with everything that is wrong with the bindings
   */
  public static void template(
      Plan plan, Bindings bindings, PipelineOptions options, Consumer<String> notices) {
    Execution launch = new Execution(plan, bindings, options, newRunId(), notices);
    try {
      PipelineResult unused = told(bindings, launch::writeDown);
    } finally {
      LoadedTables.forget(launch.id());
    }
  }

  private PipelineResult writeDown() throws IOException {
    boolean isStream = check();
    RunnerSettings.apply(options, plan, isStream);
    RunEnd nowhere = RunEnd.ofTemplate(bound.layout(), run);
    if (!nowhere.isOnlyLogged()) {
      notices.accept(nowhere.refusal());
    }
    return lowered(nowhere, isStream).run();
  }

  /**
   * Whether Flink's own client has called the main method: then {@link #submit} is the only way.
   */
  public static boolean isInsideFlinkClient() {
    return RunnerSettings.isInsideFlinkClient();
  }

  /** What may fail before there is a run that could. */
  private interface Launch<R> {
    R start() throws IOException;
  }

  private static <R> R told(Bindings bindings, Launch<R> launch) {
    try {
      return launch.start();
    } catch (ProblemsException found) {
      throw bindings.shown(found);
    } catch (StepFailedException refused) {
      throw new RunFailedException(
          bindings.shown(String.valueOf(refused.getMessage())),
          refused.code(),
          null,
          0,
          bindings.shown((Throwable) refused));
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(bindings.shown(String.valueOf(e)), bindings.shown(e)));
    }
  }

  private Manifest run() throws IOException {
    boolean isStream = check();
    Optional<FlinkTarget> target = RunnerSettings.target(options);
    if (target.isPresent()) {
      AttachedJob.require(target.get());
    }
    Publisher publisher = publisher();
    try (OpenRun open = publisher.begin(run)) {
      RunnerSettings.apply(options, plan, isStream);
      try (AttachedJob job = AttachedJob.of(target, plan, this::notes, open, notices)) {
        Pipeline beam = lowered(open, isStream);
        PipelineResult result = job.watch(beam::run);
        PipelineResult.State state = result.waitUntilFinish();
        if (isStream) {
          requireNothingDropped(result);
        }
        Manifest manifest = published(publisher, state);
        if (isStream) {
          Closing.requireWhole(manifest);
        }
        return manifest;
      } catch (RuntimeException | IOException failure) {
        throw failed(open, publishedUnits(publisher), failure);
      }
    }
  }

  /**
   * Everything that can be known before the first row.
   *
   * @return whether the run is a stream
   */
  boolean check() {
    List<Problem> problems = new ArrayList<>(bindings.check(Ports.of(plan)));
    boolean isStream = problems.isEmpty() && StreamChecks.isStream(plan, bindings);
    if (isStream) {
      problems.addAll(StreamChecks.check(plan, bindings));
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException("the bindings of pipeline '" + plan.pipeline() + "'", problems);
    }
    problems.addAll(OptionChecks.check(options, isStream));
    if (!problems.isEmpty()) {
      throw new ProblemsException("the options of pipeline '" + plan.pipeline() + "'", problems);
    }
    plan.notices().forEach(notices);
    notices(plan, bindings).forEach(notices);
    return isStream;
  }

  /** The id of a run that begins. */
  String id() {
    return run;
  }

  Publisher publisher() {
    return Publisher.of(bound.layout(), new ClusterJobs());
  }

  /**
   * What is worth knowing of a plan and its bindings, where these have no problems: what the places
   * hold and nobody reads, streams that one row could lead astray, and sources that are idle too
   * soon. Beside {@link Plan#notices()}.
   */
  public static List<String> notices(Plan plan, Bindings bindings) {
    List<String> found = new ArrayList<>(StreamChecks.notices(plan, bindings));
    for (Step.Read read : plan.reads()) {
      for (String notice : notices(read, bindings.sources().get(read.port()))) {
        found.add(read.port() + ": " + bindings.shown(notice));
      }
    }
    return List.copyOf(found);
  }

  @SuppressWarnings("unchecked") // the bindings' check has compared the types
  private static <T> List<String> notices(Step.Read read, SourceBinding<T> binding) {
    return binding.notices(read.port(), (Shape<T>) read.shape());
  }

  /** Without a provider of slf4j a warning would go nowhere. */
  private static void tell(String notice) {
    if (LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory) {
      System.err.println(notice);
    } else {
      LOG.warn(notice);
    }
  }

  /** The whole graph of a run, ready to be given to the runner. */
  Pipeline lowered(OpenRun open, boolean isStream) throws IOException {
    return lowered(RunEnd.of(open), isStream);
  }

  private Pipeline lowered(RunEnd end, boolean isStream) throws IOException {
    Pipeline beam = Pipeline.create(options);
    if (isStream) {
      long unitMillis = options.as(StreamOptions.class).getPublishEveryMillis();
      Units units = Units.of(Duration.ofMillis(unitMillis));
      new StreamLowering(beam, plan, bindings, bound.outlets(end), units, end.run())
          .lower(bound.closing(end, started), end);
    } else {
      new Lowering(
              beam,
              plan,
              bindings,
              bound.outlets(end),
              batchLimits(),
              end.run(),
              RunnerSettings.parallelism(options))
          .lower(bound.closing(end, started), end);
    }
    return beam;
  }

  private Limits batchLimits() throws IOException {
    StreamOptions engine = options.as(StreamOptions.class);
    return Limits.ofBatch(shuffleGroups())
        .withRows(engine.getBlockRows(), 0)
        .withKeyEntries(engine.getKeyEntries());
  }

  /** The engine decides what is late; a runner that drops anything beside has broken it. */
  private void requireNothingDropped(PipelineResult result) {
    long elements = 0;
    MetricsFilter all = MetricsFilter.builder().build();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(all).getCounters()) {
      if (counter.getName().getName().equalsIgnoreCase("droppedDueToLateness")) {
        elements += counter.getAttempted();
      }
    }
    if (elements > 0) {
      throw new StepFailedException(
          new Problem(
              RunCode.RUNNER_DROPPED,
              "pipeline '" + plan.pipeline() + "'",
              "The runner dropped " + elements + " elements as late",
              "what is late is decided by the readers alone: the runner never has a reason to",
              "this is a defect of Millrace: please report it"));
    }
  }

  /**
   * The manifest of this run, if it is the published one; a runner may end without an exception and
   * without a result.
   */
  private Manifest published(Publisher publisher, PipelineResult.@Nullable State state)
      throws IOException {
    Optional<Manifest> manifest = current(publisher);
    if (manifest.isPresent()) {
      return manifest.get();
    }
    throw new StepFailedException(
        new Problem(
            RunCode.NOT_PUBLISHED,
            "pipeline '" + plan.pipeline() + "'",
            "The runner ended in state " + state + " without publishing",
            "an output that was not published is not there",
            "look at the runner's log above"));
  }

  private Optional<Manifest> current(Publisher publisher) throws IOException {
    Optional<Path> current = publisher.currentManifest();
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Manifest manifest = Manifest.fromJson(Files.readAllBytes(current.get()));
    return manifest.run().equals(run) ? Optional.of(manifest) : Optional.empty();
  }

  private int publishedUnits(Publisher publisher) throws IOException {
    return current(publisher).map(Manifest::units).map(Manifest.PublishedUnits::count).orElse(0);
  }

  private RunFailedException failed(OpenRun open, int publishedUnits, Exception failure)
      throws IOException {
    StepFailedException known = ClusterFailure.known(failure);
    ErrorCode code = known == null ? null : known.code();
    Path kept = null;
    if (code == RunCode.TOO_MANY_REJECTED && open.abandon(bound.quarantineFolders())) {
      kept =
          bound
              .layout()
              .root()
              .resolve(".millrace")
              .resolve(plan.pipeline())
              .resolve("failed")
              .resolve(run);
    }
    String message =
        known == null
            ? "pipeline '" + plan.pipeline() + "' failed: " + rootOf(failure)
            : String.valueOf(known.getMessage());
    return new RunFailedException(
        bindings.shown(message), code, kept, publishedUnits, bindings.shown((Throwable) failure));
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** What is to be kept of a job of this launch. */
  JobNotes notes() {
    return new JobNotes(saved(plan, options), bound.saved());
  }

  /**
   * As many groups as the size of the input asks for, so that what one worker merges stays small.
   */
  private int shuffleGroups() {
    return (int)
        Math.max(1, Math.min(MOST_SHUFFLE_GROUPS, bound.inputBytes() / BYTES_PER_SHUFFLE_GROUP));
  }
}
