package dev.millrace.beam;

import dev.millrace.servers.FlinkRest;
import dev.millrace.servers.Waiting;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
    ClusterHere here = new ClusterHere(cluster, folder, noJars);
    // It is started before it has a leader, and has none to speak for it until then.
    var unused = FlinkRest.at(here.address()).get("/config");
    return here;
  }

  /** The options of a run that is left to this cluster. */
  String[] options() {
    return new String[] {
      "--runner=FlinkRunner", "--flinkMaster=" + address(), "--filesToStage=" + noJars
    };
  }

  private String address() {
    URI address = now(cluster.getRestAddress(), "the address");
    return address.getHost() + ":" + address.getPort();
  }

  /** Waits until all of a job is at work. */
  private void awaitWork(JobID job) {
    Waiting.patiently()
        .until(
            () -> states(job).stream().allMatch(ExecutionState.RUNNING::equals),
            () -> "the vertices of " + job + " are " + states(job));
  }

  private List<ExecutionState> states(JobID job) {
    List<ExecutionState> states = new ArrayList<>();
    for (AccessExecutionVertex each :
        now(cluster.getExecutionGraph(job), "the graph of " + job).getAllExecutionVertices()) {
      states.add(each.getExecutionState());
    }
    return states;
  }

  /** Stops a job; gives where its savepoint is. */
  String stop(SubmittedJob submitted) {
    JobID job = JobID.fromHexString(submitted.job());
    awaitWork(job);
    String savepoint =
        now(
            cluster.stopWithSavepoint(
                job,
                folder.resolve("savepoints").toUri().toString(),
                false,
                SavepointFormatType.CANONICAL),
            "the savepoint of " + job);
    JobResult unused = end(submitted);
    return savepoint;
  }

  /** Cancels a job, and waits until it is over. */
  void cancel(SubmittedJob submitted) {
    var unused = now(cluster.cancelJob(JobID.fromHexString(submitted.job())), "the cancelling");
    JobResult unusedResult = end(submitted);
  }

  /** Waits until a job is over. */
  JobResult end(SubmittedJob submitted) {
    JobID job = JobID.fromHexString(submitted.job());
    return now(cluster.requestJobResult(job), "the end of " + job);
  }

  /** What the cluster answers, by when a test wants it. */
  private static <T> T now(CompletableFuture<T> answer, String what) {
    try {
      return Waiting.patiently().result(answer, () -> what + ": no answer");
    } catch (ExecutionException e) {
      throw new IllegalStateException(what, e);
    }
  }

  void close() throws Exception {
    cluster.close();
  }
}
