package dev.millrace.benchmarks.clickstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Parses messages and applies the rules; what is no event goes to the topic of rejects. */
final class ReadEvents extends DoFn<KafkaRecord<byte[], byte[]>, Event> {
  private static final long serialVersionUID = 1L;

  static final TupleTag<Event> EVENTS = new TupleTag<>() {};
  static final TupleTag<ProducerRecord<byte[], byte[]>> REJECTED = new TupleTag<>() {};

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PAGE = Pattern.compile("/[a-z0-9/-]*");
  private static final Set<String> KINDS = Set.of("VIEW", "CLICK", "PURCHASE");

  @ProcessElement
  public void read(@Element KafkaRecord<byte[], byte[]> message, MultiOutputReceiver out) {
    try {
      Event event = parse(JSON.readTree(message.getKV().getValue()));
      String reason = broken(event);
      if (reason.isEmpty()) {
        out.get(EVENTS).output(event);
      } else {
        reject(message, reason, out);
      }
    } catch (JsonProcessingException e) {
      reject(message, "json", out);
    } catch (java.io.IOException | IllegalArgumentException | DateTimeException e) {
      reject(message, "event", out);
    }
  }

  private static Event parse(JsonNode json) {
    return new Event(
        text(json, "eventId"),
        text(json, "userId"),
        text(json, "kind"),
        text(json, "page"),
        json.path("price").asDouble(Double.NaN),
        Event.micros(Instant.parse(text(json, "at"))));
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.get(name);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException(name);
    }
    return value.textValue();
  }

  private static String broken(Event event) {
    if (!KINDS.contains(event.kind())) {
      return "kind";
    }
    if (!PAGE.matcher(event.page()).matches()) {
      return "page";
    }
    if (event.price() < 0) {
      return "price";
    }
    return event.isPurchase() == Double.isNaN(event.price()) ? "a price exactly when bought" : "";
  }

  private static void reject(
      KafkaRecord<byte[], byte[]> message, String reason, MultiOutputReceiver out) {
    ProducerRecord<byte[], byte[]> rejected =
        new ProducerRecord<>("rejected", message.getKV().getKey(), message.getKV().getValue());
    rejected
        .headers()
        .add("millrace-timestamp", Long.toString(message.getTimestamp()).getBytes(UTF_8))
        .add("millrace-reasons", ("[{\"rule\":\"" + reason + "\"}]").getBytes(UTF_8));
    out.get(REJECTED).output(rejected);
  }
}
