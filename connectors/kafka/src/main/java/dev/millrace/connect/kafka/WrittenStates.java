package dev.millrace.connect.kafka;

import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.connect.kafka.SharedClients.Lease;
import dev.millrace.feature.KeyState;
import dev.millrace.record.Block;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Selection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a topic has of each key of a view: compaction keeps the message that was written last, so an
 * older state must not be written behind a newer one (SEMANTICS S14). Everything that sends to the
 * topic from this process goes through here; what others wrote is read before. Thread-safe.
 *
 * <p>Memory: key and revision, about 250 bytes for each key, of twice as many keys as the topic had
 * when it was read whole. Reading: the whole topic once in each process, and then everything that
 * is written to it; whole again when there are twice as many keys, since the topic forgets, and
 * after {@link #LINGER} without a state to write.
 */
final class WrittenStates implements Closeable {
  /** What is written where. */
  record Place(Cluster cluster, String topic, ViewVersion version) {}

  /** Longer than most units: states are written when a unit is complete, and then not for long. */
  private static final Duration LINGER = Duration.ofMinutes(10);

  private static final SharedClients<Place, WrittenStates> SHARED =
      new SharedClients<>(WrittenStates::open, Lingering.of("millrace-kafka-states", LINGER));

  /** Keys beyond twice those that were read, before they are read again. */
  private static final int FEW = 1_000;

  private final TopicFollower topic;
  private final StateMessages messages;
  private final Map<ByteBuffer, byte[]> revisions = new HashMap<>();
  private final UnreadStates unread = new UnreadStates();

  /** How many keys the topic had when it was read whole. */
  private int wholeKeys;

  /** Whether the topic has to be read whole: nothing was read yet, or not everything can count. */
  private boolean isInDoubt = true;

  private long readAt;

  private WrittenStates(Place place, TopicFollower topic) {
    this.topic = topic;
    this.messages = new StateMessages(place.topic(), place.version());
  }

  private static WrittenStates open(Place place) throws IOException {
    return new WrittenStates(place, TopicFollower.open(place.cluster(), place.topic()));
  }

  static Lease<WrittenStates> lease(Place place) throws IOException {
    return SHARED.lease(place);
  }

  /**
   * Reads what was written since the last time, unless that is not long ago.
   *
   * @param age how long ago it may be; a key does not move to another process and back sooner
   */
  synchronized void catchUp(Duration age) throws IOException {
    boolean isWhole = isInDoubt || revisions.size() > 2 * wholeKeys + FEW;
    if (!isWhole && System.nanoTime() - readAt < age.toNanos()) {
      return;
    }
    if (isWhole) {
      isInDoubt = true; // until all of it has been read
      revisions.clear();
      unread.clear();
      topic.begin();
    }
    topic.catchUp(this::take);
    if (!unread.isEmpty()) {
      // Which is newer cannot be told, of what cannot be read.
      throw new IOException(unread.toString());
    }
    if (isWhole) {
      wholeKeys = revisions.size();
    }
    isInDoubt = false;
    readAt = System.nanoTime();
  }

  /** How many keys it holds. */
  synchronized int keys() {
    return revisions.size();
  }

  private void take(ConsumerRecord<byte[], byte[]> message) {
    Optional<byte[]> key = messages.keyIn(message.key());
    if (key.isEmpty()) {
      return;
    }
    ByteBuffer of = ByteBuffer.wrap(key.get());
    try {
      if (message.value() == null) {
        revisions.remove(of);
      } else {
        byte[] revision = StateMessages.read(message.value()).revision();
        revisions.merge(
            of, revision, (known, read) -> KeyState.isOlder(read, known) ? known : read);
      }
      unread.mend(key.get());
    } catch (CorruptDataException e) {
      unread.add(key.get(), StateMessages.place(message) + " holds no state: " + e.getMessage());
    }
  }

  /** Hands rows over to a sender, but for those that the topic has newer. */
  synchronized void send(TopicSender<KeyState> sender, Block<KeyState> block, Selection rows)
      throws IOException {
    int[] newer = new int[rows.size()];
    int count = 0;
    for (int i = 0; i < rows.size(); i++) {
      KeyState state = block.row(rows.get(i));
      ByteBuffer key = ByteBuffer.wrap(state.key());
      byte @Nullable [] known = revisions.get(key);
      if (known == null || !KeyState.isOlder(state.revision(), known)) {
        revisions.put(key, state.revision());
        newer[count++] = rows.get(i);
      }
    }
    sender.send(block, Selection.of(newer, count));
  }

  /** What was handed over may not have arrived: the topic itself has to be asked. */
  synchronized void doubt() {
    isInDoubt = true;
  }

  @Override
  public void close() {
    topic.close();
  }
}
