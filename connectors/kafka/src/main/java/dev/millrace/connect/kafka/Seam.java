package dev.millrace.connect.kafka;

import dev.millrace.plan.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Where a history ends and its topic goes on: a place that files and topic both know. */
final class Seam {
  private Seam() {}

  /** What is wrong with the seam of a topic that has a history. Asks the cluster. */
  static Optional<Problem> check(String port, String topic, Cluster cluster, Reading reading) {
    if (!reading.start().isPoint() || reading.isBounded()) {
      return Optional.of(none(port, topic, reading));
    }
    return reading.start() instanceof Start.Offsets offsets
        ? ofEachPartition(port, topic, cluster, offsets)
        : Optional.empty();
  }

  private static Problem none(String port, String topic, Reading reading) {
    return new Problem(
        KafkaCode.NO_SEAM,
        port,
        "topic '"
            + topic
            + "' has a history, and is read from "
            + reading.start().describe()
            + (reading.isBounded() ? " to its end" : ""),
        "the files have to hold every message before the seam and none behind it, so it has to"
            + " be a point that both know; a batch reads the files, or the topic, as they are",
        reading.isBounded()
            ? "take bounded or the history out"
            : "begin with from(time) or fromOffsets(..); in YAML, from: a time, or offsets");
  }

  /** A topic that cannot be asked for is a problem of its own. */
  private static Optional<Problem> ofEachPartition(
      String port, String topic, Cluster cluster, Start.Offsets seam) {
    List<Integer> without;
    try {
      without =
          TopicIdentity.now(cluster, topic).partitions().stream()
              .map(TopicPartition::partition)
              .filter(partition -> !seam.byPartition().containsKey(partition))
              .toList();
    } catch (IOException e) {
      return Optional.empty();
    }
    return without.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                KafkaCode.NO_SEAM,
                port,
                "topic '" + topic + "' has a history, and no seam in its partitions " + without,
                "they would be read from their oldest message, which the files hold, too",
                "give an offset for each partition"));
  }
}
