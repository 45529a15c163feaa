package dev.millrace.connect.kafka;

import dev.millrace.connect.files.binding.RecordEncoder;
import dev.millrace.feature.ChangeKind;
import dev.millrace.record.Block;
import dev.millrace.record.Component;
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
  private final KeyWriter key;
  private final int change;
  private final boolean isKeyed;
  private @Nullable Block<T> block;

  /**
   * @param key its components; none for messages without
   * @param change the component that says whether a row is deleted, or null
   * @param isKeyed whether a row without a key cannot be
   */
  RowMessages(
      String topic,
      RecordEncoder encoder,
      Shape<T> shape,
      MessageKey key,
      @Nullable String change,
      boolean isKeyed) {
    this.topic = topic;
    this.encoder = encoder;
    this.key = new KeyWriter(key, shape);
    this.change = change == null ? -1 : shape.component(change).orElseThrow().index();
    this.isKeyed = isKeyed;
  }

  @Override
  public void begin(Block<T> next) {
    block = next;
    key.begin(next);
    encoder.begin(next);
  }

  @Override
  public ProducerRecord<byte[], byte[]> message(int row) throws IOException {
    if (block == null) {
      throw new IllegalStateException("no block has begun");
    }
    if (isKeyed) {
      requireKey(block.provenance(), row);
    }
    byte[] value = isDelete(block, row) ? null : encoder.encode(row);
    ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, key.write(row), value);
    message.headers().add(ID, ascii(id(block.provenance(), row)));
    return message;
  }

  @Override
  public String what() {
    return "row";
  }

  private void requireKey(Provenance provenance, int row) throws IOException {
    Optional<Component> missing = key.missing(row);
    if (missing.isPresent()) {
      throw new IOException(
          "row "
              + id(provenance, row)
              + " has no key, since its component '"
              + missing.get().name()
              + "' is null, and a topic that keeps the newest message of each key needs one");
    }
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
}
