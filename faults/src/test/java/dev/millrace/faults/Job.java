package dev.millrace.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.servers.FlinkRest;
import java.util.List;
import java.util.Map;

/** A job of the cluster, and what Flink says of it. */
record Job(FlinkRest rest, String id) {
  /**
   * Leaves a job to the cluster.
   *
   * @param jar as it was uploaded
   * @param args of the launcher
   */
  static Job started(FlinkRest rest, String jar, Class<?> main, List<String> args) {
    JsonNode answer =
        rest.post(
            "/jars/" + jar + "/run",
            Map.of(
                "entryClass",
                main.getName(),
                "programArgsList",
                args,
                "parallelism",
                Deployment.PARALLELISM));
    return new Job(rest, answer.path("jobid").asText());
  }

  String state() {
    return rest.state(id);
  }

  /** What it failed with last; empty where it did not. */
  String why() {
    return rest.why(id);
  }

  /** How often Flink has started it again, whatever from. */
  int restarts() {
    return rest.get("/jobs/" + id + "/metrics?get=numRestarts").path(0).path("value").asInt();
  }

  /** How often it has begun with the state of a checkpoint that was complete. */
  int restored() {
    return checkpoints().path("counts").path("restored").asInt();
  }

  /** The number of the checkpoint that it has begun with last; 0 for none. */
  int restoredFrom() {
    return checkpoints().path("latest").path("restored").path("id").asInt();
  }

  int completedCheckpoints() {
    return checkpoints().path("counts").path("completed").asInt();
  }

  private JsonNode checkpoints() {
    return rest.get("/jobs/" + id + "/checkpoints");
  }

  void cancel() {
    rest.cancel(id);
    rest.await(id, "CANCELED");
  }

  /** For people. */
  String describe() {
    return "the job is "
        + state()
        + " after "
        + restarts()
        + " restarts, "
        + restored()
        + " from checkpoints: "
        + why();
  }
}
