package dev.millrace.connect.kafka;

import dev.millrace.plan.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** What the user of a cluster may do with a topic, as far as the brokers say. */
final class TopicRights {
  private TopicRights() {}

  /**
   * A problem where the user lacks a right.
   *
   * @param allowed what the user may do; null where the brokers do not say
   */
  static Optional<Problem> check(
      Cluster cluster,
      String port,
      String topic,
      @Nullable Set<AclOperation> allowed,
      AclOperation... needed) {
    if (allowed == null) {
      return Optional.empty();
    }
    List<AclOperation> missing =
        Arrays.stream(needed).filter(each -> !allowed.contains(each)).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(missing(cluster, port, topic, missing));
  }

  /** Who may not even ask for a topic has no right to it at all. */
  static Problem none(Cluster cluster, String port, String topic, AclOperation... needed) {
    return missing(cluster, port, topic, List.of(needed));
  }

  private static Problem missing(
      Cluster cluster, String port, String topic, List<AclOperation> missing) {
    String rights = missing.stream().map(AclOperation::name).collect(Collectors.joining(" and "));
    return new Problem(
        KafkaCode.NO_RIGHT,
        port,
        "the user has no right to " + rights + " topic '" + topic + "' at " + cluster,
        "the brokers would refuse, and the run would fail behind its start",
        "give the user " + rights + " on the topic (an ACL), or let another user do it");
  }
}
