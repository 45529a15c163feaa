package dev.millrace.beam;

import dev.millrace.engine.StepFailedException;
import dev.millrace.plan.Plan;
import dev.millrace.publish.OpenRun;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.beam.sdk.PipelineResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that this process waits for: where it is a job of a cluster, it is cancelled when this
 * process is interrupted, since nobody would know how it ends. It is on record for as long as
 * somebody waits: a process that is killed cancels nothing, and whoever launches next finds the
 * job.
 */
final class AttachedJob implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(AttachedJob.class);

  /** What the cluster's REST interface says of a job is up to three seconds old. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final @Nullable FlinkTarget target;
  private final @Nullable OpenRun open;
  private final SubmittedJob job;
  private final Thread hook = new Thread(this::endUnwatched, "millrace-cancel");
  private boolean isOver;

  private AttachedJob(@Nullable FlinkTarget target, @Nullable OpenRun open, SubmittedJob job) {
    this.target = target;
    this.open = open;
    this.job = job;
  }

  /**
   * @throws StepFailedException when there is no such cluster, or a savepoint is asked for
   */
  static void require(FlinkTarget target) {
    target.require();
    if (target.savepoint().isPresent()) {
      throw ClusterClient.failure(
          ClusterCode.SAVEPOINT_ATTACHED,
          target.address(),
          "A run from a savepoint that this process waits for",
          "what goes on from a savepoint is a run that was left to the cluster, and it is left"
              + " again",
          "add --detached",
          null);
    }
  }

  static AttachedJob of(
      Optional<FlinkTarget> target,
      Plan plan,
      Supplier<JobNotes> notes,
      OpenRun open,
      Consumer<String> notices)
      throws IOException {
    if (target.isEmpty()) {
      return new AttachedJob(null, null, SubmittedJob.withoutId(open.run(), ""));
    }
    String id = FlinkTarget.newJobId();
    target.get().prepare(plan, open.run(), id, notices);
    SubmittedJob job = new SubmittedJob(open.run(), target.get().address(), id);
    AttachedJob attached = new AttachedJob(target.get(), open, job);
    notes.get().keep(open, id);
    open.handOver(job.toJson());
    Runtime.getRuntime().addShutdownHook(attached.hook);
    notices.accept("Flink job " + id + ": " + job.page());
    return attached;
  }

  /**
   * Does what starts the job and waits for it.
   *
   * @throws StepFailedException for a failure that is the cluster's
   */
  PipelineResult watch(Supplier<PipelineResult> running) {
    try {
      PipelineResult result = running.get();
      isOver = true;
      return result;
    } catch (RuntimeException failure) {
      if (target == null || ClusterFailure.known(failure) != null) {
        throw failure;
      }
      throw explained(failure);
    }
  }

  private RuntimeException explained(RuntimeException failure) {
    if (ClusterFailure.isOf("NoResourceAvailableException", failure)) {
      return ClusterClient.failure(
          ClusterCode.NO_SLOTS,
          job.address(),
          "The cluster had no slots for the job",
          "each worker takes one; the job waited for slot.request.timeout",
          "start TaskManagers, stop other jobs, or ask for less: -- --parallelism=1",
          failure);
    }
    try {
      Optional<String> unused = state();
      return failure;
    } catch (IOException gone) {
      return ClusterClient.failure(
          ClusterCode.CLUSTER_GONE,
          job.address(),
          "The cluster does not answer any more",
          "what became of job " + job.job() + " is not known: it may go on, and publish",
          "run again when the cluster can be reached: that asks it first, and starts no second copy",
          failure);
    }
  }

  /**
   * Nobody waits for the job any more: where it is not over, it is cancelled. It stays on record,
   * with its run, while the cluster does not say that it is over.
   */
  @Override
  public void close() throws IOException {
    if (target == null) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      LOG.debug("job {} is being cancelled", job.job(), shuttingDown);
    }
    if (isOver || isEnded()) {
      open.takeBack();
    } else {
      open.leave();
    }
  }

  /** Whether the cluster says so, in the end. */
  private boolean isEnded() {
    boolean wasInterrupted = Thread.interrupted();
    try {
      return end(state());
    } catch (IOException e) {
      LOG.warn("Flink job {} could not be cancelled", job.job(), e);
      return false;
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean end(Optional<String> state) throws IOException {
    if (ClusterJobs.isOver(state)) {
      return true;
    }
    target.client().cancel(job.job());
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      if (ClusterJobs.isOver(state())) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> state() throws IOException {
    return target.client().state(job.job());
  }

  /**
   * When this process ends, whoever is waiting. A job that the cluster does not know may be on its
   * way there, and stays on record.
   */
  private void endUnwatched() {
    try {
      Optional<String> state = state();
      if (state.isPresent() && end(state)) {
        open.takeBack();
      }
    } catch (IOException e) {
      LOG.warn("Flink job {} stays on record", job.job(), e);
    }
  }
}
