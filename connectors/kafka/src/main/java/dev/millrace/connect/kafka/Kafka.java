package dev.millrace.connect.kafka;

import dev.millrace.connect.files.RecordFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Ports in Kafka topics.
 *
 * <pre>{@code
 * Bindings.of()
 *     .read(ORDERS, Kafka.json("orders").servers("broker:9092").key("customer"))
 *     .write(DAILY, Kafka.jsonTo("daily").servers("broker:9092").key("country"))
 *     .quarantine(REJECTED, Kafka.rejected("orders-rejected").servers("broker:9092"))
 *     .publishTo(Path.of("out"));
 * }</pre>
 *
 * <p>Topics have to be there. {@code docs/connectors/kafka.md} has every detail.
 */
public final class Kafka {
  private Kafka() {}

  /** Reads messages whose values are JSON objects, as lines of JSON Lines are. */
  public static KafkaSource json(String topic) {
    return KafkaSource.of(topic, RecordFormats.json());
  }

  /**
   * Reads messages whose values are records of a schema in Avro's binary form, and nothing else.
   */
  public static KafkaSource avro(String topic, Schema schema) {
    return KafkaSource.of(topic, RecordFormats.avro(schema));
  }

  /** Reads messages whose values go into one component as they are: of bytes, or of text. */
  public static KafkaSource raw(String topic, String component) {
    return KafkaSource.of(topic, new WholeValue(component));
  }

  /** Writes JSON objects. */
  public static KafkaSink jsonTo(String topic) {
    return KafkaSink.of(topic, RecordFormats.json());
  }

  /** Writes records of a schema in Avro's binary form, and nothing else. */
  public static KafkaSink avroTo(String topic, Schema schema) {
    return KafkaSink.of(topic, RecordFormats.avro(schema));
  }

  /** Writes one component, of bytes or of text, as the whole value. */
  public static KafkaSink rawTo(String topic, String component) {
    return KafkaSink.of(topic, new WholeValue(component));
  }

  /** Keeps rejections: keys and values as they came, everything else in headers. */
  public static RejectionTopic rejected(String topic) {
    return RejectionTopic.of(topic);
  }

  /**
   * Keeps the states of an online view in a compacted topic; {@link OnlineTopic} serves from it.
   */
  public static KafkaStore store(String topic) {
    return KafkaStore.of(topic);
  }

  /**
   * A schema from a file of its JSON ({@code .avsc}), which is read now.
   *
   * @throws IllegalArgumentException when it cannot be read or is no schema
   */
  public static Schema schema(String avscPath) {
    try {
      return new Schema.Parser().parse(Files.readString(Path.of(avscPath)));
    } catch (IOException | AvroRuntimeException notSchema) {
      throw new IllegalArgumentException(
          avscPath + " is not an Avro schema that can be read: " + notSchema, notSchema);
    }
  }
}
