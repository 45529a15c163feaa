package dev.millrace.beam;

import dev.millrace.plan.ErrorCode;

/** What can be wrong with a cluster that a run is sent to; {@code docs/errors.md} explains each. */
public enum ClusterCode implements ErrorCode {
  /** Nothing at the address answers as a Flink cluster does. */
  NO_CLUSTER("MR-D001"),
  /** The cluster is of another version of Flink than the job. */
  OTHER_VERSION("MR-D002"),
  /** The cluster has too few free slots. */
  NO_SLOTS("MR-D003"),
  /** The cluster stopped answering while the run went on. */
  CLUSTER_GONE("MR-D004"),
  /** Only what is left to a cluster goes on from a savepoint. */
  SAVEPOINT_ATTACHED("MR-D005"),
  /** There is no cluster that a run could be left to. */
  NOTHING_TO_DETACH_TO("MR-D006"),
  /** A job runs, and its id could not be written down. */
  JOB_NOT_NOTED("MR-D007");

  private final String code;

  ClusterCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
