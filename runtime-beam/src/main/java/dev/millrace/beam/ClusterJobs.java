package dev.millrace.beam;

import dev.millrace.publish.Elsewhere;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs that were left to Flink clusters: each is asked about where it was sent. */
final class ClusterJobs implements Elsewhere {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterJobs.class);
  private static final Set<String> OVER = Set.of("FINISHED", "FAILED", "CANCELED");

  @Override
  public State state(String json) {
    SubmittedJob job;
    try {
      job = SubmittedJob.fromJson(json);
    } catch (IllegalArgumentException e) {
      LOG.debug("{} is no job", json, e);
      return State.UNKNOWN;
    }
    try {
      ClusterClient cluster = ClusterClient.of(job.address());
      boolean isOver =
          job.hasId()
              ? isOver(cluster.state(job.job()))
              : OVER.containsAll(cluster.jobsOf(job.run()).values());
      return isOver ? State.OVER : State.GOING_ON;
    } catch (IOException e) {
      LOG.debug("{} does not answer", job.address(), e);
      return State.UNKNOWN;
    }
  }

  /**
   * Whether a job that a cluster answers so for does nothing any more.
   *
   * @param state empty for a job that is not known: by a cluster that was started anew, or that
   *     forgets jobs after an hour
   */
  static boolean isOver(Optional<String> state) {
    return state.isEmpty() || OVER.contains(state.get());
  }

  @Override
  public String describe(String json) {
    SubmittedJob job;
    try {
      job = SubmittedJob.fromJson(json);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    String name = job.hasId() ? job.job() : "of run " + job.run();
    return "Flink job " + name + ", " + job.page() + "; to stop it, " + job.howToStop();
  }
}
