package dev.millrace.connect.kafka;

import dev.millrace.connect.kafka.SharedClients.Lease;
import java.io.Closeable;
import java.io.IOException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * That a topic is the one whose offsets a reader knows. A topic that is deleted gives a consumer
 * nothing, and no error; one that is made again under the name has offsets of its own, and a
 * consumer goes on in the middle of them. Kafka tells topics of a name apart by an id. Thread-safe.
 */
final class TopicIdentity implements Closeable {
  /** How often to ask, in milliseconds. */
  static final long EVERY_MILLIS = 10_000;

  /** When to ask again after an answer that nobody expected: a broker may not know yet. */
  static final long AGAIN_MILLIS = 1_000;

  private static final SharedClients<Topic, Watch> OPEN = new SharedClients<>(Watch::open);

  private record Topic(Cluster cluster, String name) {}

  private final Topic topic;
  private final Lease<Watch> lease;
  private final Watch watch;
  private final String id;
  private final String advice;

  private TopicIdentity(Topic topic, Lease<Watch> lease, String id, String advice) {
    this.topic = topic;
    this.lease = lease;
    this.watch = lease.client();
    this.id = id;
    this.advice = advice;
  }

  /**
   * Asks the cluster for the topic.
   *
   * @param id that it had before; empty where nobody knows
   * @param advice what to do when it is another one, for people
   * @throws IOException when it has another one now, or there is none, or nobody answers
   */
  static TopicIdentity open(Cluster cluster, String name, String id, String advice)
      throws IOException {
    Topic topic = new Topic(cluster, name);
    Lease<Watch> lease = OPEN.lease(topic);
    try {
      String now = lease.client().ask();
      TopicIdentity opened = new TopicIdentity(topic, lease, id.isEmpty() ? now : id, advice);
      opened.compare(now);
      return opened;
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /** The topic as it is now, asked for by the client that its readers in this process share. */
  static Cluster.Topic now(Cluster cluster, String name) throws IOException {
    try (Lease<Watch> lease = OPEN.lease(new Topic(cluster, name))) {
      return Cluster.topic(name, lease.client().admin());
    }
  }

  String id() {
    return id;
  }

  /** Asks, and waits for the answer. */
  void require() throws IOException {
    compare(watch.ask());
  }

  /**
   * Asks from time to time, waits for no answer, and fails when one has come that says so.
   *
   * @param now by the caller's clock, in milliseconds
   */
  void look(long now) throws IOException {
    String sure = watch.look(now);
    if (sure != null) {
      compare(sure);
    }
  }

  private void compare(String now) throws IOException {
    if (now.equals(Watch.NONE)) {
      throw replaced("is not there any more");
    }
    if (!now.equals(id)) {
      throw replaced("is another one");
    }
  }

  private IOException replaced(String what) {
    return new IOException(
        "["
            + KafkaCode.TOPIC_REPLACED.code()
            + "] topic '"
            + topic.name()
            + "' at "
            + topic.cluster().servers()
            + " "
            + what
            + " since it was first read: it was deleted, perhaps made again, or the servers are"
            + " those of another cluster. The offsets that are known are not its own. "
            + advice);
  }

  @Override
  public void close() {
    lease.close();
  }

  /** What all readers of a topic in this process were told last. */
  private static final class Watch implements Closeable {
    /** The id of no topic. */
    static final String NONE = "";

    private final Topic topic;
    private final Lease<Admins.Open> client;
    private String last = NONE;

    /** What was said twice in a row; null while there is no such thing. */
    private @Nullable String sure;

    private boolean isAsking;
    private long lookedAt;
    private long askAt = Long.MIN_VALUE;

    private Watch(Topic topic, Lease<Admins.Open> client) {
      this.topic = topic;
      this.client = client;
    }

    static Watch open(Topic topic) throws IOException {
      return new Watch(topic, Admins.lease(topic.cluster()));
    }

    Admin admin() {
      return client.client().admin();
    }

    String ask() throws IOException {
      String answer = Cluster.idOf(topic.name(), admin()).orElse(NONE);
      synchronized (this) {
        last = answer;
        sure = answer;
      }
      return answer;
    }

    synchronized @Nullable String look(long now) {
      if (!isAsking && now >= askAt) {
        isAsking = true;
        lookedAt = now;
        KafkaFuture<TopicDescription> unused =
            Cluster.describe(topic.name(), admin())
                .whenComplete((described, failure) -> answered(described, failure));
      }
      return sure;
    }

    private synchronized void answered(
        @Nullable TopicDescription described, @Nullable Throwable failure) {
      isAsking = false;
      askAt = lookedAt + EVERY_MILLIS;
      boolean isGone = failure != null && ClientFailure.isUnknownTopic(failure);
      if (described == null && !isGone) {
        return; // Whoever does not answer is not asked for records in vain for long, either.
      }
      String answer = described == null ? NONE : described.topicId().toString();
      if (answer.equals(last)) {
        sure = answer;
      } else {
        last = answer;
        askAt = lookedAt + AGAIN_MILLIS;
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
