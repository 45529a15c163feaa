package dev.millrace.beam;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarOutputStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * A Flink session cluster in this process, to which runs are sent over its REST interface as to any
 * other: savepoints, restores and failures are Flink's own. Jobs find their classes in this
 * process.
 */
final class ClusterHere {
  private static final long NANOS_BETWEEN_LOOKS = 10_000_000;
  private static final long PATIENCE_SECONDS = 60;

  private final MiniCluster cluster;
  private final Path folder;
  private final Path noJars;

  private ClusterHere(MiniCluster cluster, Path folder, Path noJars) {
    this.cluster = cluster;
    this.folder = folder;
    this.noJars = noJars;
  }

  static ClusterHere start(Path folder) throws Exception {
    Configuration settings = new Configuration();
    settings.setString("rest.address", "localhost");
    settings.setString("rest.bind-port", "0");
    settings.setString("restart-strategy.type", "none");
    settings.setString("state.checkpoint-storage", "filesystem");
    settings.setString("state.checkpoints.dir", folder.resolve("checkpoints").toUri().toString());
    Path noJars = Files.createDirectories(folder).resolve("none.jar");
    new JarOutputStream(Files.newOutputStream(noJars)).close();
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(4)
                .build());
    cluster.start();
    return new ClusterHere(cluster, folder, noJars);
  }

  /** The options of a run that is left to this cluster. */
  String[] options() throws Exception {
    var address = cluster.getRestAddress().get();
    return new String[] {
      "--runner=FlinkRunner",
      "--flinkMaster=" + address.getHost() + ":" + address.getPort(),
      "--filesToStage=" + noJars
    };
  }

  /** Waits until all of a job is at work. */
  private void awaitWork(JobID job) throws Exception {
    boolean isAtWork = false;
    while (!isAtWork) {
      isAtWork = true;
      for (AccessExecutionVertex each :
          cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
        isAtWork &= each.getExecutionState() == ExecutionState.RUNNING;
      }
      LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
    }
  }

  /** Stops a job; gives where its savepoint is. */
  String stop(SubmittedJob job) throws Exception {
    awaitWork(JobID.fromHexString(job.job()));
    String savepoint =
        cluster
            .stopWithSavepoint(
                JobID.fromHexString(job.job()),
                folder.resolve("savepoints").toUri().toString(),
                false,
                SavepointFormatType.CANONICAL)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JobResult unused = end(job);
    return savepoint;
  }

  /** Waits until a job is over. */
  JobResult end(SubmittedJob job) throws Exception {
    return cluster
        .requestJobResult(JobID.fromHexString(job.job()))
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void close() throws Exception {
    cluster.close();
  }
}
