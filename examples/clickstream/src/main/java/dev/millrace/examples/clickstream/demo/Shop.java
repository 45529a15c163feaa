package dev.millrace.examples.clickstream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.servers.Broker;
import dev.millrace.servers.FlinkCluster;
import dev.millrace.servers.ProcessBeans;
import dev.millrace.servers.TaskManager;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A broker with the topics of the example, and a cluster that the job is submitted to. All of it
 * ends when this is closed or the process ends.
 */
final class Shop implements Closeable {
  static final String EVENTS = "events";
  static final String SESSIONS = "sessions";
  static final String ACTIVITY = "user-activity";
  static final String REJECTED = "rejected";
  static final int RESULT_PARTITIONS = 2;
  private static final int PARTITIONS = 4;

  private final Path folder;
  private final Broker broker;
  private final FlinkCluster cluster;
  private final TaskManager taskManager;
  private final Producer<String, String> producer;

  private Shop(Path folder, Broker broker, FlinkCluster cluster, TaskManager taskManager) {
    this.folder = folder;
    this.broker = broker;
    this.cluster = cluster;
    this.taskManager = taskManager;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", broker.servers(), "linger.ms", 5, "compression.type", "lz4"),
            new StringSerializer(),
            new StringSerializer());
  }

  /**
   * @param folder of this run, for everything that is written
   * @param workers how many slots the cluster has
   */
  static Shop open(Path folder, int workers) throws IOException {
    Broker broker = Broker.shared();
    try {
      broker
          .admin()
          .createTopics(
              List.of(
                  topic(EVENTS, PARTITIONS, Map.of()),
                  topic(SESSIONS, RESULT_PARTITIONS, Map.of()),
                  topic(REJECTED, 1, Map.of()),
                  topic(ACTIVITY, RESULT_PARTITIONS, Map.of("cleanup.policy", "compact"))))
          .all()
          .get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the topics could not be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    FlinkCluster cluster = FlinkCluster.start(folder.resolve("flink"), Map.of());
    return new Shop(folder, broker, cluster, cluster.startTaskManager(workers));
  }

  /** The broker stamps messages with the time at which it has them: lags are told by it. */
  private static NewTopic topic(String name, int partitions, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("message.timestamp.type", "LogAppendTime");
    return new NewTopic(name, partitions, (short) 1).configs(all);
  }

  /** {@code bootstrap.servers}. */
  String servers() {
    return broker.servers();
  }

  Broker broker() {
    return broker;
  }

  FlinkCluster cluster() {
    return cluster;
  }

  /** The process that does the work. */
  long worker() {
    return taskManager.pid();
  }

  /** What that process says of itself; to be closed. */
  ProcessBeans beans() throws IOException {
    return taskManager.beans();
  }

  /**
   * Submits the job as a user does, and leaves it to the cluster.
   *
   * @param more options of Beam
   */
  void submit(List<String> more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "run",
                "--bindings",
                "bindings.yaml",
                "--runner",
                "flink",
                "--flink-master",
                cluster.address(),
                "--detached",
                "--"));
    args.addAll(more);
    launch(Path.of("target", "clickstream-job.jar"), args);
  }

  /** Submits a job of Beam that takes {@code --servers}, to be compared with the example. */
  void submitBeam(Path jar, List<String> more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--runner=FlinkRunner",
                "--flinkMaster=" + cluster.address(),
                "--filesToStage=" + jar,
                "--streaming=true",
                "--attachedMode=false",
                "--fasterCopy=true",
                "--objectReuse=true",
                "--finishBundleBeforeCheckpointing=true",
                "--maxBundleTimeMills=200",
                "--servers=" + broker.servers()));
    args.addAll(more);
    launch(jar, args);
  }

  private void launch(Path jar, List<String> args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-jar",
                jar.toString()));
    command.addAll(args);
    ProcessBuilder launcher = new ProcessBuilder(command).inheritIO();
    launcher.environment().put("KAFKA", broker.servers());
    launcher.environment().put("OUT", folder.resolve("out").toAbsolutePath().toString());
    Process running = launcher.start();
    try {
      if (!running.waitFor(2, TimeUnit.MINUTES) || running.exitValue() != 0) {
        throw new IOException("the job was not taken");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      running.destroy();
    }
  }

  /** Sends what visitors do, at a rate, for a time. */
  void receive(Visitors visitors, double perSecond, Duration time) {
    long begin = System.nanoTime();
    long total = Math.round(perSecond * time.toNanos() / 1e9);
    for (long sent = 0; sent < total; ) {
      long due = Math.min(total, Math.round(perSecond * (System.nanoTime() - begin) / 1e9));
      for (; sent < due; sent++) {
        Visitors.Message message = visitors.next();
        var unused = producer.send(new ProducerRecord<>(EVENTS, message.key(), message.value()));
      }
      LockSupport.parkNanos(2_000_000);
    }
    producer.flush();
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  /**
   * What was not sent yet is not sent any more. To close it twice, or from two threads, is fine.
   */
  @Override
  public synchronized void close() throws IOException {
    producer.close(Duration.ZERO);
    cluster.close();
  }
}
