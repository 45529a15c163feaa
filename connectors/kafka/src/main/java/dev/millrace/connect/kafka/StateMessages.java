package dev.millrace.connect.kafka;

import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.feature.KeyState;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * States of one version of a view as messages.
 *
 * <p>The key is the version's name, {@code customer_spend@1-} and the fingerprint, a zero byte, and
 * the view's key in the codec's form. The value is a format version, the revision and the state,
 * each of both with its length before it; no value deletes the key. For one thread.
 */
final class StateMessages implements TopicSender.Form<KeyState> {
  private static final byte FORMAT_VERSION = 1;

  private final String topic;
  private final ViewVersion version;
  private final byte[] prefix;
  private final ByteOutput bytes = new ByteOutput(256);
  private @Nullable Block<KeyState> block;

  StateMessages(String topic, ViewVersion version) {
    this.topic = topic;
    this.version = version;
    this.prefix = (version.name() + '\0').getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void begin(Block<KeyState> next) {
    block = next;
  }

  @Override
  public ProducerRecord<byte[], byte[]> message(int row) {
    if (block == null) {
      throw new IllegalStateException("no block has begun");
    }
    KeyState state = block.row(row).mustBeOf(version.title(), version.fingerprint());
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(topic, key(state.key()), value(state));
    message
        .headers()
        .add(RowMessages.ID, RowMessages.ascii(RowMessages.id(block.provenance(), row)));
    return message;
  }

  @Override
  public String what() {
    return "state of " + version.name();
  }

  private byte[] key(byte[] key) {
    byte[] whole = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, whole, prefix.length, key.length);
    return whole;
  }

  private byte[] value(KeyState state) {
    bytes.clear();
    bytes.writeByte(FORMAT_VERSION);
    bytes.writeByteArray(state.revision());
    bytes.writeByteArray(state.state());
    return bytes.toByteArray();
  }

  /** The view's key in a message's key; empty for what is of another version. */
  Optional<byte[]> keyIn(byte @Nullable [] messageKey) {
    return messageKey != null
            && messageKey.length >= prefix.length
            && Arrays.equals(messageKey, 0, prefix.length, prefix, 0, prefix.length)
        ? Optional.of(Arrays.copyOfRange(messageKey, prefix.length, messageKey.length))
        : Optional.empty();
  }

  /** The name of the version that a message's key is of; empty when it is no key of a state. */
  static Optional<String> versionIn(byte @Nullable [] messageKey) {
    for (int i = 0; messageKey != null && i < messageKey.length; i++) {
      if (messageKey[i] == 0) {
        return Optional.of(new String(messageKey, 0, i, StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  /**
   * What stands in a message's value.
   *
   * @throws CorruptDataException when it is no state
   */
  static Revised read(byte[] value) {
    ByteInput in = new ByteInput(value);
    byte format = in.readByte();
    if (format != FORMAT_VERSION) {
      throw new CorruptDataException(
          "it is in format "
              + format
              + ", and this release reads format "
              + FORMAT_VERSION
              + ": another release wrote it, or none");
    }
    Revised revised = new Revised(in.readByteArray(), in.readByteArray());
    if (!in.isAtEnd()) {
      throw new CorruptDataException(in.remaining() + " bytes stand behind its end");
    }
    return revised;
  }

  /** Where a message stands, for people. */
  static String place(ConsumerRecord<byte[], byte[]> message) {
    return message.topic() + "-" + message.partition() + " at offset " + message.offset();
  }

  /** A state and its revision. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares these
  record Revised(byte[] revision, byte[] state) {}
}
