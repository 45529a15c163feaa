package dev.millrace.connect.kafka;

import dev.millrace.OnlineView;
import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.connect.files.online.StateFeed;
import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.record.CorruptDataException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The compacted topic that an online view is bound to, for a process that serves:
 *
 * <pre>{@code
 * OnlineStore<String, Activity> store =
 *     OnlineTopic.of("user-activity").servers("broker:9092").open(Clickstream.ONLINE);
 * Activity now = store.features().get("u17", Instant.now());
 * store.refresh();   // every second, say, by a thread of yours
 * }</pre>
 *
 * <p>Needs no Beam: Kafka's clients, this module, that of files, and {@code dsl}. Immutable: every
 * method returns a changed copy.
 */
public final class OnlineTopic {
  private final Cluster cluster;
  private final String topic;

  private OnlineTopic(Cluster cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  /** A topic, by its name. */
  public static OnlineTopic of(String topic) {
    return new OnlineTopic(Cluster.UNKNOWN, topic);
  }

  /** Where the brokers are: {@code host:9092}, or several with commas between. Has to be given. */
  public OnlineTopic servers(String bootstrapServers) {
    return new OnlineTopic(cluster.at(bootstrapServers), topic);
  }

  /** See {@link KafkaSource#property}. */
  public OnlineTopic property(String name, String value) {
    return new OnlineTopic(cluster.with(name, value), topic);
  }

  /**
   * Reads all states of a view, of its version alone, and is ready to follow: each {@link
   * OnlineStore#refresh} reads to where the topic ends then. To be closed.
   *
   * <p>A message that is no state is told by this, and by each refresh until its key has one that
   * can be read, or one without a value. A refresh takes all other keys before it tells; the key
   * itself keeps the state it had.
   *
   * @throws dev.millrace.plan.ProblemsException when there are none of this version of the view, or
   *     a message is not what was written
   * @throws IOException when the brokers do not answer
   */
  public <K, F> OnlineStore<K, F> open(OnlineView<K, F> view) throws IOException {
    ViewVersion version = ViewVersion.of(view.view().definition());
    return OnlineStore.open(
        view, new Feed(toString(), version, topic, TopicFollower.open(cluster, topic)));
  }

  /** The states of one version in the topic. */
  private static final class Feed implements StateFeed {
    private final String name;
    private final ViewVersion version;
    private final StateMessages messages;
    private final TopicFollower follower;

    /** Names of other versions of the view, until there is a state of this one. */
    private final Set<String> others = new TreeSet<>();

    private final UnreadStates unread = new UnreadStates();

    private boolean isAny;

    Feed(String name, ViewVersion version, String topic, TopicFollower follower) {
      this.name = name;
      this.version = version;
      this.messages = new StateMessages(topic, version);
      this.follower = follower;
    }

    @Override
    public String describe() {
      return name;
    }

    @Override
    public void read(Taker taker) throws IOException {
      follower.catchUp(message -> visit(message, taker));
      if (!unread.isEmpty()) {
        throw version.damaged(
            name,
            unread.toString(),
            "look for who else writes to the topic; then send its key without a value, and run the"
                + " pipeline again over all facts");
      }
      if (!isAny) {
        throw version.notIn(name, others);
      }
    }

    private void visit(ConsumerRecord<byte[], byte[]> message, Taker taker) {
      Optional<byte[]> key = messages.keyIn(message.key());
      if (key.isPresent()) {
        isAny = true;
        take(key.get(), message, taker);
      } else if (!isAny) {
        StateMessages.versionIn(message.key()).filter(version::isOfSameView).ifPresent(others::add);
      }
    }

    private void take(byte[] key, ConsumerRecord<byte[], byte[]> message, Taker taker) {
      try {
        if (message.value() == null) {
          taker.forget(key);
        } else {
          StateMessages.Revised revised = StateMessages.read(message.value());
          taker.take(key, revised.revision(), revised.state());
        }
        unread.mend(key);
      } catch (CorruptDataException | IllegalArgumentException e) {
        // Told when all others are taken, and again until the key has a message that can be read.
        unread.add(
            key,
            StateMessages.place(message)
                + " holds no state of "
                + version.name()
                + ": "
                + e.getMessage());
      }
    }

    @Override
    public void close() {
      follower.close();
    }
  }

  @Override
  public String toString() {
    return "kafka " + topic + " at " + cluster;
  }
}
