package dev.millrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rejections as lines of everything that is the same however often a record is refused: so what
 * came into a topic can be held against what is in folders. The key of a rejection in a folder is
 * that of the message it was.
 */
final class RejectedLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, ConsumerRecord<byte[], byte[]>> messages = new HashMap<>();

  /**
   * @param messages that may have been refused
   */
  RejectedLines(List<ConsumerRecord<byte[], byte[]>> messages) {
    for (ConsumerRecord<byte[], byte[]> each : messages) {
      this.messages.put(Truth.place(each.topic() + "-" + each.partition(), each.offset()), each);
    }
  }

  /** Of a line in a folder. */
  String ofFolder(JsonNode rejection) {
    String place =
        Truth.place(rejection.path("partition").asText(), rejection.path("position").asLong());
    ConsumerRecord<byte[], byte[]> message = messages.get(place);
    if (message == null) {
      throw new AssertionError("no message is at " + place);
    }
    return line(
        rejection.path("id").asText(),
        place,
        rejection.path("step").asText(),
        rejection.path("stage").asText(),
        rejection.path("failures"),
        message.key(),
        bytes(rejection.path("raw")));
  }

  /** Of a message in a quarantine topic. */
  static String ofTopic(ConsumerRecord<byte[], byte[]> rejection) {
    return line(
        header(rejection, "id"),
        Truth.place(header(rejection, "partition"), Long.parseLong(header(rejection, "position"))),
        header(rejection, "step"),
        header(rejection, "stage"),
        json(header(rejection, "reasons")),
        rejection.key(),
        rejection.value());
  }

  private static String line(
      String id,
      String place,
      String step,
      String stage,
      JsonNode reasons,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    return String.join(" ", id, place, step, stage, reasons.toString(), hex(key), hex(value));
  }

  private static String hex(byte @Nullable [] bytes) {
    return bytes == null ? "none" : "0x" + HexFormat.of().formatHex(bytes);
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    return new String(message.headers().lastHeader("millrace-" + name).value(), UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(JsonNode base64) {
    try {
      return base64.binaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
