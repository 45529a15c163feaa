package dev.millrace.beam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A run that a Flink cluster does, without the process that launched it.
 *
 * @param run its id, as in manifests
 * @param address of the cluster's REST interface and web UI: {@code host:port}
 * @param job its id on the cluster; empty while that is not known
 */
public record SubmittedJob(String run, String address, String job) {
  private static final IntNode FORMAT = IntNode.valueOf(1);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

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
    ObjectNode note = JSON.createObjectNode();
    note.set("format", FORMAT);
    note.put("run", run).put("address", address).put("job", job);
    return note.toString();
  }

  /**
   * Reads what {@link #toJson} wrote, in this release or before formats were written down.
   *
   * @throws IllegalArgumentException when it is none, or in another format
   */
  static SubmittedJob fromJson(String json) {
    try {
      if (!(JSON.readTree(json) instanceof ObjectNode note)) {
        throw new IllegalArgumentException("its note cannot be read: " + json);
      }
      JsonNode format = note.remove("format");
      if (format != null && !format.equals(FORMAT)) {
        throw new IllegalArgumentException(
            "its note is in format "
                + format
                + ", and this version of Millrace reads format "
                + FORMAT);
      }
      return JSON.treeToValue(note, SubmittedJob.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its note cannot be read: " + json, e);
    }
  }
}
