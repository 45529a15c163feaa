package dev.millrace.connect.kafka;

import dev.millrace.connect.files.binding.RecordEncoder;
import dev.millrace.feature.ChangeKind;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Rows as messages: a key, a value, and the row's id in a header. For one thread. */
final class RowMessages<T> implements TopicSender.Form<T> {
  /** 32 hexadecimal digits: the same for a row that is sent again (SEMANTICS L1). */
  static final String ID = "millrace-id";

  private static final HexFormat HEX = HexFormat.of();

  private final String topic;
  private final RecordEncoder encoder;
  private final int key;
  private final int change;
  private final boolean isKeyed;
  private @Nullable Block<T> block;

  /**
   * @param key the component that is the key, or null for none
   * @param change the component that says whether a row is deleted, or null
   * @param isKeyed whether a row without a key cannot be
   */
  RowMessages(
      String topic,
      RecordEncoder encoder,
      Shape<T> shape,
      @Nullable String key,
      @Nullable String change,
      boolean isKeyed) {
    this.topic = topic;
    this.encoder = encoder;
    this.key = index(shape, key);
    this.change = index(shape, change);
    this.isKeyed = isKeyed;
  }

  private static int index(Shape<?> shape, @Nullable String component) {
    return component == null ? -1 : shape.component(component).orElseThrow().index();
  }

  @Override
  public void begin(Block<T> next) {
    block = next;
    encoder.begin(next);
  }

  @Override
  public ProducerRecord<byte[], byte[]> message(int row) throws IOException {
    if (block == null) {
      throw new IllegalStateException("no block has begun");
    }
    byte[] keyBytes = key < 0 ? null : bytes(block.value(key, row));
    if (keyBytes == null && isKeyed) {
      throw new IOException(
          "row "
              + id(block.provenance(), row)
              + " has no key, and a topic that keeps the newest message of each key needs one");
    }
    byte[] value = isDelete(block, row) ? null : encoder.encode(row);
    ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, keyBytes, value);
    message.headers().add(ID, ascii(id(block.provenance(), row)));
    return message;
  }

  private boolean isDelete(Block<T> rows, int row) throws IOException {
    Object kind = change < 0 ? ChangeKind.UPSERT : rows.value(change, row);
    if (kind == ChangeKind.RETRACT) {
      throw new IOException(
          "row "
              + id(rows.provenance(), row)
              + " takes one fact back, which a topic that keeps the newest message of each key"
              + " cannot say: only UPSERT and DELETE can be sent");
    }
    return kind == ChangeKind.DELETE;
  }

  static String id(Provenance provenance, int row) {
    return HEX.toHexDigits(provenance.idHigh(row)) + HEX.toHexDigits(provenance.idLow(row));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Bytes as they are; anything else as its text. */
  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return bytes(optional.orElse(null));
    }
    if (value == null || value instanceof byte[]) {
      return (byte[]) value;
    }
    String text = value instanceof Enum<?> constant ? constant.name() : String.valueOf(value);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
