package dev.millrace.connect.kafka;

import java.util.Map;

/** Properties of clients that a run's correctness hangs on: the connector sets them itself. */
final class OwnProperties {
  private static final Map<String, String> WHY =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "say servers instead"),
          Map.entry("enable.auto.commit", "where a run stands is kept in its checkpoints"),
          Map.entry("isolation.level", "what a transaction has not committed is no record"),
          Map.entry("allow.auto.create.topics", "a topic that is not there is a mistake"),
          Map.entry("partitioner.class", "rows of one key go to one partition"),
          Map.entry("partitioner.ignore.keys", "rows of one key go to one partition"),
          Map.entry("auto.offset.reset", "records that are gone must not be passed over"),
          Map.entry("group.id", "say committed or commitTo instead"),
          Map.entry("key.deserializer", "the binding says what keys are"),
          Map.entry("value.deserializer", "the binding says what values are"),
          Map.entry("key.serializer", "the binding says what keys are"),
          Map.entry("value.serializer", "the binding says what values are"),
          Map.entry("acks", "a row has arrived when all replicas have it"),
          Map.entry("enable.idempotence", "a client that tries again must not double a row"),
          Map.entry("transactional.id", "rows are sent at least once, with ids"));

  private OwnProperties() {}

  static boolean isOwn(String property) {
    return WHY.containsKey(property);
  }

  static String why(String property) {
    return WHY.getOrDefault(property, "");
  }
}
