package dev.millrace.beam;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkDetachedRunnerResult;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.SavepointConfigOptions;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The Flink cluster that a run is sent to. Two ways lead there: Beam's runner submits to the
 * address it was given, or Flink's own client (its command line, its REST interface, its operator)
 * runs the user's main method and submits what that makes. Loaded only when the runner is Flink.
 */
final class FlinkTarget {
  private final FlinkPipelineOptions options;
  private final ClusterClient client;
  private final boolean insideClient;

  private FlinkTarget(FlinkPipelineOptions options, ClusterClient client, boolean insideClient) {
    this.options = options;
    this.client = client;
    this.insideClient = insideClient;
  }

  /**
   * Empty when Flink runs in this process.
   *
   * @throws dev.millrace.engine.StepFailedException when the address is none
   */
  static Optional<FlinkTarget> of(PipelineOptions options) {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    if (isInsideClient()) {
      return Optional.of(
          new FlinkTarget(flink, ClusterClient.of(addressOf(clientConfiguration())), true));
    }
    return flink.getFlinkMaster().startsWith("[")
        ? Optional.empty()
        : Optional.of(new FlinkTarget(flink, ClusterClient.of(flink.getFlinkMaster()), false));
  }

  /** Whether Flink's own client has called the main method, and waits for one job. */
  static boolean isInsideClient() {
    return !StreamExecutionEnvironment.areExplicitEnvironmentsAllowed();
  }

  private static Configuration clientConfiguration() {
    return Configuration.fromMap(
        StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration().toMap());
  }

  /** Whether Flink's own client was told that state may be left in a savepoint. */
  static boolean clientMayLoseState() {
    return isInsideClient()
        && clientConfiguration().get(SavepointConfigOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE);
  }

  private static String addressOf(Configuration client) {
    String host = Optional.ofNullable(client.get(RestOptions.ADDRESS)).orElse("localhost");
    return host + ":" + client.get(RestOptions.PORT);
  }

  String address() {
    return client.address();
  }

  ClusterClient client() {
    return client;
  }

  /** What Flink's own client restores, or Beam's option says. */
  Optional<String> savepoint() {
    return Optional.ofNullable(
        insideClient
            ? clientConfiguration().get(SavepointConfigOptions.SAVEPOINT_PATH)
            : options.getSavepointPath());
  }

  /**
   * Makes sure that the cluster is there. Flink's own client has talked to it already.
   *
   * @throws dev.millrace.engine.StepFailedException when it is not
   */
  void require() {
    if (!insideClient) {
      client.requireCluster(EnvironmentInformation.getVersion());
    }
  }

  /**
   * Settles what the job is called and how wide it is, and tells when the cluster is too small just
   * now: the job waits then, since some clusters grow.
   *
   * @param wanted the job's id, where this process decides it: a submission that is tried again can
   *     then never start a second copy
   */
  void prepare(Plan plan, String run, String wanted, Consumer<String> notices) throws IOException {
    options.setJobName(plan.pipeline() + " " + run);
    if (insideClient) {
      return;
    }
    if (options.getParallelism() < 1) {
      options.setParallelism(client.defaultParallelism());
    }
    options.setFlinkConfDir(configuration(options.getFlinkConfDir(), wanted).toString());
    int free = client.freeSlots();
    if (free < options.getParallelism()) {
      notices.accept(
          "the cluster has "
              + free
              + " free slots, and the job asks for "
              + options.getParallelism()
              + ": it waits for them, until Flink's slot.request.timeout");
    }
  }

  static String newJobId() {
    return new JobID().toHexString();
  }

  /** The user's configuration, if there is any, and the id of the job. */
  private static Path configuration(String given, String job) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    if (given != null) {
      settings.putAll(GlobalConfiguration.loadConfiguration(given).toMap());
    } else if (System.getenv("FLINK_CONF_DIR") != null) {
      settings.putAll(GlobalConfiguration.loadConfiguration().toMap());
    }
    settings.put(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID.key(), job);
    return FlinkSettings.temporaryConfiguration(
        JsonMapper.builder().build().writeValueAsString(settings)); // YAML is a superset of JSON
  }

  /** The id of a job that was submitted. */
  String idOf(PipelineResult result, String wanted) {
    if (!insideClient) {
      return wanted;
    }
    try {
      Field jobClient = FlinkDetachedRunnerResult.class.getDeclaredField("jobClient");
      jobClient.setAccessible(true); // Beam keeps to itself what Flink's client has decided
      return ((JobClient) jobClient.get(result)).getJobID().toHexString();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Beam's Flink runner is not the one this was made with", e);
    }
  }

  /** Beam must not wait for the end, nor ask for what only the end can give. */
  void detach() {
    options.setAttachedMode(false);
  }

  boolean isInside() {
    return insideClient;
  }

  /**
   * The job that the cluster has, although the call failed that submitted it. A job that has failed
   * itself, because its savepoint is not there, say, was not taken.
   *
   * @param earlier jobs of the same run
   * @throws UncheckedIOException when nobody can say
   */
  Optional<String> taken(String run, String wanted, Set<String> earlier) {
    try {
      if (!insideClient) {
        return client.state(wanted).filter(FlinkTarget::isTaken).map(state -> wanted);
      }
      return client.jobsOf(run).entrySet().stream()
          .filter(each -> isTaken(each.getValue()) && !earlier.contains(each.getKey()))
          .map(Map.Entry::getKey)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isTaken(String state) {
    return !state.equals("FAILED");
  }
}
