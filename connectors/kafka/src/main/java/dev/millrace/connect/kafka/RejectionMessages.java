package dev.millrace.connect.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.Rejection;
import dev.millrace.record.Block;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Rejections as messages: the key and the value as they came, with their own headers, and in
 * headers that begin with {@code millrace-} everything else that is known (SEMANTICS L3).
 */
final class RejectionMessages implements TopicSender.Form<Rejection> {
  private static final JsonFactory JSON = new JsonFactory();

  private final String topic;
  private @Nullable Block<Rejection> block;

  RejectionMessages(String topic) {
    this.topic = topic;
  }

  @Override
  public void begin(Block<Rejection> next) {
    block = next;
  }

  @Override
  public ProducerRecord<byte[], byte[]> message(int row) throws IOException {
    if (block == null) {
      throw new IllegalStateException("no block has begun");
    }
    Rejection rejection = block.row(row);
    Optional<Frame> frame = Frame.unpack(rejection.frame());
    boolean isTombstone = frame.map(Frame::isTombstone).orElse(false);
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(
            topic, frame.map(Frame::key).orElse(null), isTombstone ? null : rejection.raw());
    Headers headers = message.headers();
    if (frame.isPresent()) {
      for (Header header : frame.get().headers()) {
        headers.add(header);
      }
      text(headers, "timestamp", Long.toString(frame.get().timestamp()));
    }
    describe(rejection, headers);
    return message;
  }

  private static void describe(Rejection rejection, Headers headers) throws IOException {
    text(headers, "id", String.format("%016x%016x", rejection.idHigh(), rejection.idLow()));
    text(headers, "source", rejection.source());
    text(headers, "partition", rejection.partition());
    text(headers, "position", Long.toString(rejection.position()));
    text(headers, "step", rejection.step());
    text(headers, "stage", rejection.stage().name());
    text(headers, "reasons", reasons(rejection));
    text(headers, "event-time", string(rejection.eventTime()));
    text(headers, "first-failed-at", rejection.firstFailedAt().toString());
    text(headers, "attempt", Integer.toString(rejection.attempt()));
    text(headers, "definition", rejection.definition());
    text(headers, "exception", rejection.exception());
  }

  private static @Nullable String string(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static void text(Headers headers, String name, @Nullable String text) {
    if (text != null) {
      headers.add("millrace-" + name, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String reasons(Rejection rejection) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartArray();
      for (Rejection.Failure failure : rejection.failures()) {
        out.writeStartObject();
        out.writeStringField("rule", failure.rule());
        out.writeStringField("ruleFingerprint", failure.ruleFingerprint());
        out.writeStringField("expected", failure.expected());
        out.writeStringField("observed", failure.observed());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    return text.toString();
  }
}
