package dev.millrace.faults;

import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** The job as it was left to the cluster, with topics and folders of its own. */
final class Deployment {
  static final int PARALLELISM = 2;

  private static final List<String> OPTIONS =
      List.of("--checkpointingInterval=1000", "--publishEveryMillis=10000", "--shuffleGroups=4");
  private static final int KEPT_PARTITIONS = 2;

  private final FlinkCluster cluster;
  private final Broker broker;
  private final Path bindings;
  private final String orders;
  private final String kept;
  private final String rejected;
  private final Published published;
  private @Nullable Job job;

  /**
   * Makes the topics.
   *
   * @param partitions of the topic of orders
   * @param idleAfter as in bindings
   * @param batchBytes how much the client sends at once; 0 for each message by itself
   */
  Deployment(
      FlinkCluster cluster,
      Broker broker,
      Path folder,
      int partitions,
      String idleAfter,
      int batchBytes)
      throws IOException {
    this.cluster = cluster;
    this.broker = broker;
    this.orders = broker.topic("orders", partitions);
    this.kept = broker.topic("kept", KEPT_PARTITIONS);
    this.rejected = broker.topic("rejected", 1);
    Files.createDirectories(folder);
    Path out = folder.resolve("out");
    this.published = new Published(out);
    this.bindings =
        Files.writeString(folder.resolve("bindings.yaml"), yaml(out, idleAfter, batchBytes));
  }

  private String yaml(Path out, String idleAfter, int batchBytes) {
    return """
        sources:
          orders: {kafka: {json: "%2$s", servers: "%1$s", key: customer, idleAfter: %5$s}}
        sinks:
          kept:
            - files: {jsonl: "%6$s/kept"}
            - kafka: {json: "%3$s", servers: "%1$s", key: customer,
                      properties: {client.id: "%3$s", batch.size: "%7$d", buffer.memory: "1048576"}}
          revenue: {files: {jsonl: "%6$s/revenue"}}
          scored: {files: {jsonl: "%6$s/scored"}}
        quarantine:
          rejected:
            - files: {jsonl: "%6$s/rejected"}
            - kafka: {topic: "%4$s", servers: "%1$s"}
          late: {files: {jsonl: "%6$s/late"}}
        """
        .formatted(broker.servers(), orders, kept, rejected, idleAfter, out, batchBytes);
  }

  /**
   * Leaves the job to the cluster.
   *
   * @param jar as it was uploaded
   * @param more arguments of the launcher
   */
  void submit(String jar, String... more) {
    List<String> args = new ArrayList<>(List.of("run", "--bindings", bindings.toString()));
    args.addAll(List.of(more));
    args.add("--");
    args.addAll(OPTIONS);
    job = Job.started(cluster.rest(), jar, Orders.class, args);
  }

  /** What was submitted last. */
  Job job() {
    return Objects.requireNonNull(job, "nothing was submitted");
  }

  String orders() {
    return orders;
  }

  String kept() {
    return kept;
  }

  String rejected() {
    return rejected;
  }

  Published published() {
    return published;
  }

  /** How many messages have come into the topic of kept orders. */
  long sent() {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, KEPT_PARTITIONS)
            .boxed()
            .collect(
                Collectors.toMap(
                    each -> new TopicPartition(kept, each), each -> OffsetSpec.latest()));
    try {
      return broker.admin().listOffsets(ends).all().get().values().stream()
          .mapToLong(each -> each.offset())
          .sum();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The greatest message that the topic of kept orders takes, in bytes. */
  void limitKept(int bytes) {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, kept);
    ConfigEntry limit = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
    try {
      broker
          .admin()
          .incrementalAlterConfigs(
              Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
