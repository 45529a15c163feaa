package dev.millrace.beam;

import dev.millrace.engine.StepFailedException;
import dev.millrace.plan.Plan;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.Publisher;
import dev.millrace.upgrade.SavedBindings;
import dev.millrace.upgrade.SavedPlan;
import dev.millrace.upgrade.Upgrade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * Sends a run to a cluster and leaves it there. What job does the run is written down before the
 * job is submitted, where that is known by then: whenever this process dies, the next launch finds
 * out whether the job is there, and never starts a second copy.
 */
final class Submission {
  private final Execution launch;
  private final Plan plan;
  private final PipelineOptions options;
  private final FlinkTarget target;
  private final Consumer<String> notices;

  private Submission(
      Execution launch,
      Plan plan,
      PipelineOptions options,
      FlinkTarget target,
      Consumer<String> notices) {
    this.launch = launch;
    this.plan = plan;
    this.options = options;
    this.target = target;
    this.notices = notices;
  }

  /**
   * @throws StepFailedException when the options name no cluster
   */
  static Submission of(
      Execution launch, Plan plan, PipelineOptions options, Consumer<String> notices) {
    Optional<FlinkTarget> target = RunnerSettings.target(options);
    if (target.isEmpty()) {
      throw ClusterClient.failure(
          ClusterCode.NOTHING_TO_DETACH_TO,
          "",
          "A run cannot be left without a cluster",
          "in this process it ends with the process",
          "name one: --runner flink --flink-master host:8081",
          null);
    }
    return new Submission(launch, plan, options, target.get(), notices);
  }

  SubmittedJob send() throws IOException {
    boolean isStream = launch.check();
    target.require();
    boolean goesOn = target.savepoint().isPresent();
    Publisher publisher = launch.publisher();
    OpenRun open = goesOn ? publisher.resume() : publisher.begin(launch.id());
    @Nullable String earlier = goesOn ? open.handedOver() : null;
    String job = FlinkTarget.newJobId();
    boolean isLeft = false;
    try {
      if (earlier != null) {
        requireFollowing(open, SubmittedJob.fromJson(earlier).job());
        open.addFolders();
      }
      RunnerSettings.apply(options, plan, isStream);
      target.detach();
      target.prepare(plan, open.run(), job, notices);
      SubmittedJob submitted = submit(open, isStream, job);
      isLeft = true;
      if (target.isInside()) {
        note(open, submitted, launch.notes());
      }
      return submitted;
    } catch (UncheckedIOException nobodyKnows) {
      isLeft = true;
      throw unknown(open.run(), nobodyKnows);
    } finally {
      if (isLeft) {
        open.leave();
      } else if (earlier != null) {
        open.handOver(earlier);
        open.leave();
      } else {
        open.takeBack();
        open.close();
      }
    }
  }

  /** What goes on must be able to, from the savepoint that is named. */
  private void requireFollowing(OpenRun open, String last) throws IOException {
    SortedMap<String, String> plans = open.plans();
    String savepoint = target.savepoint().orElse("");
    requireOwn(open, last, plans.keySet(), savepoint);
    List<String> jobs = SavepointJob.among(plans.keySet(), savepoint);
    JobNotes now = launch.notes();
    requireUpgrade(open, last, plans, jobs, now.plan());
    requirePlaces(open, jobs.isEmpty() ? last : jobs.get(0), now.bindings());
  }

  /** The savepoint must be of a job of the run that goes on, as far as anybody can tell. */
  private static void requireOwn(OpenRun open, String last, Set<String> kept, String savepoint) {
    Set<String> jobs = new HashSet<>(kept);
    jobs.add(last);
    boolean isKnown = !jobs.contains(""); // or any job may be the one that was not written down
    if (isKnown
        && SavepointJob.isNamed(savepoint)
        && SavepointJob.among(jobs, savepoint).isEmpty()) {
      throw open.refusal(savepoint);
    }
  }

  /** The state of the savepoint's job must be of use to this definition. */
  private void requireUpgrade(
      OpenRun open,
      String last,
      SortedMap<String, String> plans,
      List<String> jobs,
      SavedPlan now) {
    if (plans.isEmpty()) {
      notices.accept(
          "run "
              + open.run()
              + " has kept no plan of job "
              + last
              + ": whether its state can be read will show when it is");
      return;
    }
    if (jobs.isEmpty() && plans.size() > 1) {
      notices.accept(
          "the savepoint's path does not name its job: compared with the plans of all jobs of run "
              + open.run()
              + ", and that the state can be read will show when it is");
    }
    upgradeFrom(plans, jobs.isEmpty() ? plans.keySet() : jobs, now)
        .require(RunnerSettings.mayLoseState(options));
  }

  /** The best there is, since it is enough to fit one of them. */
  private static Upgrade upgradeFrom(
      Map<String, String> plans, Collection<String> jobs, SavedPlan now) {
    return jobs.stream()
        .map(job -> SavedPlan.fromJson(plans.get(job), "the plan of job " + job))
        .map(before -> Upgrade.of(before, now))
        .min(Comparator.comparing(Upgrade::verdict))
        .orElseThrow();
  }

  /** What is not published yet was made for the places that the job had bound. */
  private void requirePlaces(OpenRun open, String job, SavedBindings now) throws IOException {
    Optional<String> before = open.bindingsOf(job);
    if (before.isEmpty()) {
      notices.accept(
          "run "
              + open.run()
              + " has not kept what job "
              + job
              + " had bound: the places of its sinks and quarantines must be those of now");
      return;
    }
    SavedBindings then = SavedBindings.fromJson(before.get(), "the bindings of job " + job);
    now.requireFollowing(then).forEach(notices);
  }

  private SubmittedJob submit(OpenRun open, boolean isStream, String wanted) throws IOException {
    Pipeline beam = launch.lowered(open, isStream);
    Set<String> earlier = open.plans().keySet();
    if (target.isInside()) {
      open.handOver(SubmittedJob.withoutId(open.run(), target.address()).toJson());
    } else {
      launch.notes().keep(open, wanted);
      open.handOver(job(open, wanted).toJson());
    }
    try {
      return job(open, target.idOf(beam.run(), wanted));
    } catch (RuntimeException failure) {
      return taken(open, wanted, earlier, failure).orElseThrow(() -> refused(failure));
    }
  }

  private Optional<SubmittedJob> taken(
      OpenRun open, String wanted, Set<String> earlier, RuntimeException failure) {
    try {
      return target.taken(open.run(), wanted, earlier).map(job -> job(open, job));
    } catch (UncheckedIOException nobodyKnows) {
      nobodyKnows.addSuppressed(failure);
      throw nobodyKnows;
    }
  }

  private SubmittedJob job(OpenRun open, String id) {
    return new SubmittedJob(open.run(), target.address(), id);
  }

  /**
   * Writes down the id that Flink's own client has given to a job that runs.
   *
   * @throws StepFailedException when it cannot; the job is still found by its run
   */
  static void note(OpenRun open, SubmittedJob job, JobNotes notes) {
    try {
      open.handOver(job.toJson());
      notes.keep(open, job.job());
    } catch (IOException failure) {
      throw ClusterClient.failure(
          ClusterCode.JOB_NOT_NOTED,
          job.address(),
          "Job " + job.job() + " runs, and could not be written down: " + failure,
          "the next launch finds it by the name of its run alone, and has no plan to compare with",
          "let it run, or " + job.howToStop() + "; make room where the run publishes",
          failure);
    }
  }

  private RuntimeException refused(RuntimeException failure) {
    StepFailedException known = ClusterFailure.known(failure);
    return known != null
        ? known
        : ClusterClient.failure(
            ClusterCode.NO_CLUSTER,
            target.address(),
            "The cluster did not take the job: " + root(failure),
            "nothing runs, and nothing was published",
            "look at the JobManager's log",
            failure);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private StepFailedException unknown(String run, UncheckedIOException failure) {
    return ClusterClient.failure(
        ClusterCode.CLUSTER_GONE,
        target.address(),
        "The cluster stopped answering while the job of run "
            + run
            + " was submitted"
            + Stream.of(failure.getSuppressed())
                .map(each -> ", which had failed: " + root(each))
                .collect(Collectors.joining()),
        "it may be running, and it would publish",
        "run again: that asks the cluster first, and starts no second copy",
        failure);
  }
}
