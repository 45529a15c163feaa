package dev.millrace.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker of one node (KRaft) on the loopback address, a process of its own, with its data
 * below {@code target}. One for all tests of a JVM: each makes topics of its own. It ends with the
 * JVM, however that ends, and can be killed, stopped and started again before. Its data go with it
 * unless the JVM is killed; its log stays.
 */
public final class Broker {
  private static final int ATTEMPTS = 5;
  private static final int MANY = 100_000;
  private static final String DATA = "data";
  private static final String SETTINGS = "server.properties";
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static @Nullable Broker shared;
  private static @Nullable Broker secured;

  private final Path home;
  private final String cluster;
  private final String servers;
  private final @Nullable SecuredListener listener;
  private final Admin admin;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private ServerProcess process;

  private Broker(
      Path home,
      String cluster,
      String servers,
      @Nullable SecuredListener listener,
      Admin admin,
      ServerProcess process) {
    this.home = home;
    this.listener = listener;
    this.cluster = cluster;
    this.process = process;
    this.servers = servers;
    this.admin = admin;
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", servers));
    settings.put("linger.ms", 2);
    // A partition that was just made may not have its leader yet: an idempotent producer can lose
    // its place there.
    settings.put("enable.idempotence", false);
    settings.put("max.in.flight.requests.per.connection", 1);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end of the broker"));
  }

  private void end() {
    process.kill();
    try {
      Leftovers.delete(home.resolve(DATA));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The broker of this JVM; started when it is first asked for. */
  public static synchronized Broker shared() {
    Broker running = shared;
    if (running == null) {
      running = start(false);
      shared = running;
    }
    return running;
  }

  /**
   * Another broker of this JVM, which has {@linkplain #listener secured listeners} beside the plain
   * one, that a test looks in by, and {@linkplain #allow rights}; started when it is first asked
   * for.
   */
  public static synchronized Broker secured() {
    Broker running = secured;
    if (running == null) {
      running = start(true);
      secured = running;
    }
    return running;
  }

  /** Ports may be taken between being found free and being used: then others are tried. */
  private static Broker start(boolean isSecured) {
    List<String> failed = new ArrayList<>();
    while (failed.size() < ATTEMPTS) {
      try {
        Broker started = tryToStart(isSecured, failed);
        if (started != null) {
          return started;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("no broker came up: " + failed);
  }

  /**
   * @param failed gets why it did not come up
   */
  private static @Nullable Broker tryToStart(boolean isSecured, List<String> failed)
      throws IOException {
    String cluster = Uuid.randomUuid().toString();
    Path home = Files.createDirectories(Path.of("target", "kafka", cluster)).toAbsolutePath();
    int port = FreePort.find();
    SecuredListener listener = isSecured ? SecuredListener.in(home) : null;
    Files.writeString(
        home.resolve(SETTINGS), BrokerSettings.of(home.resolve(DATA), port, listener));
    ServerProcess process = process(home, cluster);
    String servers = "127.0.0.1:" + port;
    Admin admin = Admin.create(Map.of("bootstrap.servers", servers, "client.id", "tests"));
    if (answers(admin, cluster, process)) {
      return new Broker(home, cluster, servers, listener, admin, process);
    }
    admin.close(Duration.ZERO);
    failed.add(process.describe());
    process.kill();
    return null;
  }

  private static ServerProcess process(Path home, String cluster) throws IOException {
    return ServerProcess.start(
        "the broker",
        List.of(ServerJars.kafka(), ServerJars.flink()),
        home,
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        List.of(BrokerProcess.class.getName(), home.resolve(SETTINGS).toString(), cluster));
  }

  /** As {@code kill -9}. Returns when the process is gone. */
  public void kill() {
    process.kill();
  }

  /** As {@code kill}: it leaves in order. Returns when the process is gone. */
  public void stop() {
    process.stop();
  }

  /**
   * Starts it again, over the data it had and at the address it had, after {@link #kill} or {@link
   * #stop}; waits until it answers.
   */
  public void startAgain() throws IOException {
    process = process(home, cluster);
    if (!answers(admin, cluster, process)) {
      throw new IllegalStateException(process.describe());
    }
  }

  /** Whether the server that answers at the port is the one that was started. */
  private static boolean answers(Admin admin, String cluster, ServerProcess process) {
    for (int i = 0; i < 60 && process.isAlive(); i++) {
      try {
        return admin.describeCluster().clusterId().get(1, TimeUnit.SECONDS).equals(cluster);
      } catch (TimeoutException | ExecutionException notYet) {
        Thread.onSpinWait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return false;
  }

  /** {@code bootstrap.servers}. */
  public String servers() {
    return servers;
  }

  /** Of a {@link #secured} broker. */
  public SecuredListener listener() {
    if (listener == null) {
      throw new IllegalStateException("the broker at " + servers + " takes everybody in");
    }
    return listener;
  }

  /** Makes a user whom the secured listener lets in, or gives one another password. */
  public void user(String name, String password) {
    await(
        admin
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        name,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                        password)))
            .all());
  }

  /**
   * Lets a user do some things with a topic; from then on nobody else may do anything with it.
   *
   * @param user {@code CN=reader} for who comes with a certificate
   */
  public void allow(String user, String topic, AclOperation... operations) {
    ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
    for (AclOperation each : operations) {
      AccessControlEntry entry =
          new AccessControlEntry("User:" + user, "*", each, AclPermissionType.ALLOW);
      await(admin.createAcls(List.of(new AclBinding(pattern, entry))).all());
    }
  }

  /** Makes a topic with a name of its own, which begins as given. */
  public String topic(String name, int partitions) {
    return topic(name, partitions, Map.of());
  }

  /** {@link #topic(String, int)} with settings. */
  public String topic(String name, int partitions, Map<String, String> settings) {
    String topic = name + "-" + TOPICS.incrementAndGet();
    await(
        admin
            .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
            .all());
    return topic;
  }

  /** Gives a topic more partitions. */
  public void grow(String topic, int partitions) {
    await(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
  }

  /** Says for a group where it goes on reading. */
  public void commit(String group, String topic, int partition, long offset) {
    TopicPartition of = new TopicPartition(topic, partition);
    await(admin.alterConsumerGroupOffsets(group, Map.of(of, new OffsetAndMetadata(offset))).all());
  }

  /** Deletes the records of a partition that stand before an offset. */
  public void forget(String topic, int partition, long before) {
    TopicPartition of = new TopicPartition(topic, partition);
    await(admin.deleteRecords(Map.of(of, RecordsToDelete.beforeOffset(before))).all());
  }

  /**
   * A client that sends in transactions; to be closed.
   *
   * @param id by which the broker knows it
   * @param timeout after which the broker aborts a transaction by itself
   */
  public KafkaProducer<byte[], byte[]> transactional(String id, Duration timeout) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            servers,
            "transactional.id",
            id,
            "transaction.timeout.ms",
            (int) timeout.toMillis());
    KafkaProducer<byte[], byte[]> client =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    client.initTransactions();
    return client;
  }

  /** {@link #transactional(String, Duration)} with Kafka's own timeout of a minute. */
  public KafkaProducer<byte[], byte[]> transactional(String id) {
    return transactional(id, Duration.ofMinutes(1));
  }

  public Admin admin() {
    return admin;
  }

  /** What its process says of itself; to be closed. */
  public ProcessBeans beans() throws IOException {
    return ProcessBeans.of(process.pid());
  }

  /** Lets clients of a name send no more than so many bytes in a second. */
  public void throttle(String clientId, double bytesPerSecond) {
    limit(clientId, "producer_byte_rate", bytesPerSecond);
  }

  /** Lets clients of a name read no more than so many bytes in a second. */
  public void throttleReading(String clientId, double bytesPerSecond) {
    limit(clientId, "consumer_byte_rate", bytesPerSecond);
  }

  private void limit(String clientId, String quota, double bytesPerSecond) {
    ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
    ClientQuotaAlteration.Op rate = new ClientQuotaAlteration.Op(quota, bytesPerSecond);
    await(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(client, List.of(rate)))).all());
  }

  /** Hands a record to the broker's client; {@link #flush} waits for all of them. */
  public void send(ProducerRecord<byte[], byte[]> record) {
    sent.add(producer.send(record));
  }

  /** Waits until everything that was sent is in the log. */
  public void flush() {
    producer.flush();
    sent.forEach(Broker::await);
    sent.clear();
  }

  /** Every record of a topic, partition by partition, to the ends there are now. */
  public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    read(topic, all::add);
    return all;
  }

  /** {@link #records}, of which none is kept here. */
  public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<String, Object> settings = Map.of("bootstrap.servers", servers, "max.poll.records", MANY);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Waiting.patiently()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(each);
                return partitions.stream().allMatch(one -> consumer.position(one) >= ends.get(one));
              },
              () -> topic + " was not read to its ends, " + ends);
    }
  }

  /** How many offsets of a topic are taken: of one that was never cleaned, how many records. */
  public long size(String topic) {
    Map<TopicPartition, OffsetSpec> ends =
        answer(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
            .partitions()
            .stream()
            .map(each -> new TopicPartition(topic, each.partition()))
            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    return answer(admin.listOffsets(ends).all()).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** Waits until something that an {@link #admin} was asked for is done. */
  public static void await(Future<?> future) {
    Object unused = answer(future);
  }

  /** What an {@link #admin} was asked for. */
  public static <V> V answer(Future<V> future) {
    try {
      return Waiting.patiently().result(future, () -> "the broker does not answer");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
