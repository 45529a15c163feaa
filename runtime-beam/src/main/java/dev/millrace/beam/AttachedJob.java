package dev.millrace.beam;

import dev.millrace.engine.StepFailedException;
import dev.millrace.plan.Plan;
import dev.millrace.publish.OpenRun;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
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

  private final @Nullable FlinkTarget target;
  private final @Nullable OpenRun open;
  private final String job;
  private final Thread hook = new Thread(this::cancel, "millrace-cancel");

  private AttachedJob(@Nullable FlinkTarget target, @Nullable OpenRun open, String job) {
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
      return new AttachedJob(null, null, "");
    }
    String id = FlinkTarget.newJobId();
    target.get().prepare(plan, open.run(), id, notices);
    AttachedJob job = new AttachedJob(target.get(), open, id);
    SubmittedJob noted = new SubmittedJob(open.run(), job.address(), id);
    notes.get().keep(open, id);
    open.handOver(noted.toJson());
    Runtime.getRuntime().addShutdownHook(job.hook);
    notices.accept("Flink job " + id + ": " + noted.page());
    return job;
  }

  private String address() {
    return target == null ? "" : target.address();
  }

  /**
   * Does what starts the job and waits for it.
   *
   * @throws StepFailedException for a failure that is the cluster's
   */
  PipelineResult watch(Supplier<PipelineResult> running) {
    try {
      return running.get();
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
          address(),
          "The cluster had no slots for the job",
          "each worker takes one; the job waited for slot.request.timeout",
          "start TaskManagers, stop other jobs, or ask for less: -- --parallelism=1",
          failure);
    }
    try {
      Optional<String> unused = target.client().state(job);
      return failure;
    } catch (IOException gone) {
      return ClusterClient.failure(
          ClusterCode.CLUSTER_GONE,
          address(),
          "The cluster does not answer any more",
          "what became of job " + job + " is not known; it publishes nothing any more",
          "look at the JobManager's log, and run again",
          failure);
    }
  }

  /** The job is over, or nobody waits for it any more. */
  @Override
  public void close() throws IOException {
    if (target != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        LOG.debug("job {} is being cancelled", job, shuttingDown);
      }
      open.takeBack();
    }
  }

  private void cancel() {
    try {
      target.client().cancel(job);
    } catch (IOException e) {
      LOG.warn("Flink job {} could not be cancelled", job, e);
    }
  }
}
