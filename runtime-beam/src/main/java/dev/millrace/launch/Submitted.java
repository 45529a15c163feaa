package dev.millrace.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.beam.SubmittedJob;
import dev.millrace.plan.Plan;
import java.util.List;

/**
 * What a launch says that leaves its run to a cluster.
 *
 * @param run its id, as in manifests
 * @param job its id on the cluster
 * @param address of the cluster's REST interface
 * @param page of its web UI, about this job
 * @param notices what is worth knowing and no mistake
 */
record Submitted(
    String pipeline, String run, String job, String address, String page, List<String> notices) {

  static Submitted of(Plan plan, SubmittedJob job, List<String> notices) {
    return new Submitted(
        plan.pipeline(), job.run(), job.job(), job.address(), job.page(), List.copyOf(notices));
  }

  String toJson() {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a submission is plain values", e);
    }
  }

  String toText() {
    return String.join(
        System.lineSeparator(),
        "Submitted " + pipeline + ", run " + run + ", as Flink job " + job,
        "",
        "look at it  " + page,
        "cancel it   curl -X PATCH 'http://" + address + "/jobs/" + job + "'",
        "stop it     curl -X POST 'http://" + address + "/jobs/" + job + "/stop' -d '{}'",
        "            with a savepoint, which a stream goes on from with --from-savepoint",
        "",
        "It goes on without this process, and publishes by itself.");
  }
}
