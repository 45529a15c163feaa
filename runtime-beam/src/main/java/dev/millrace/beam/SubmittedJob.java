package dev.millrace.beam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A run that a Flink cluster does, without the process that launched it.
 *
 * @param run its id, as in manifests
 * @param address of the cluster's REST interface and web UI: {@code host:port}
 * @param job its id on the cluster; empty while that is not known
 */
public record SubmittedJob(String run, String address, String job) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A job whose id is not known yet: Flink's own client decides it when it submits. */
  static SubmittedJob withoutId(String run, String address) {
    return new SubmittedJob(run, address, "");
  }

  boolean hasId() {
    return !job.isEmpty();
  }

  /** Where people look. */
  public String page() {
    if (!hasId()) {
      return "http://" + address + "/#/overview";
    }
    return "http://" + address + "/#/job/running/" + job + "/overview";
  }

  /** How people stop it. */
  String howToStop() {
    if (!hasId()) {
      return "cancel it there";
    }
    return "cancel it there, or with: curl -X PATCH 'http://" + address + "/jobs/" + job + "'";
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a job is plain values", e);
    }
  }

  /**
   * @throws IllegalArgumentException when it is none
   */
  static SubmittedJob fromJson(String json) {
    try {
      return JSON.readValue(json, SubmittedJob.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a job: " + json, e);
    }
  }
}
