package dev.millrace.connect.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.Rejection;
import dev.millrace.record.Block;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejections as messages: the key and the value as they came, with their own headers, and in
 * headers that begin with {@code millrace-} everything else that is known (SEMANTICS L3). An own
 * header that begins so, of a row that Millrace sent or of an earlier rejection, gets {@code own-}
 * before its name: what is known of one rejection does not mix with another.
 */
final class RejectionMessages implements TopicSender.Form<Rejection> {
  private static final Logger LOG = LoggerFactory.getLogger(RejectionMessages.class);
  private static final AtomicBoolean HAS_WARNED = new AtomicBoolean();
  private static final JsonFactory JSON = new JsonFactory();

  private static final String OURS = "millrace-";

  /** Stands before the name of a message's own header that would be taken for one of ours. */
  private static final String OWN = "own-";

  /** Characters of a text for people. */
  private static final int SHOWN = 1_000;

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
        headers.add(
            isAsOurs(header) ? new RecordHeader(OWN + header.key(), header.value()) : header);
      }
    }
    // Ours begin with the id: RejectionParts goes by that.
    text(headers, "id", String.format("%016x%016x", rejection.idHigh(), rejection.idLow()));
    frame.ifPresent(known -> text(headers, "timestamp", Long.toString(known.timestamp())));
    describe(rejection, headers);
    return message;
  }

  /** Also where it was renamed before: whoever takes one {@link #OWN} away has the name it had. */
  private static boolean isAsOurs(Header header) {
    String name = header.key();
    int from = 0;
    while (name.startsWith(OWN, from)) {
      from += OWN.length();
    }
    return name.startsWith(OURS, from);
  }

  @Override
  public String what() {
    return "rejection";
  }

  @Override
  public boolean hasParts() {
    return true;
  }

  @Override
  public List<ProducerRecord<byte[], byte[]>> parts(ProducerRecord<byte[], byte[]> tooLarge)
      throws IOException {
    List<ProducerRecord<byte[], byte[]>> parts = RejectionParts.of(tooLarge);
    if (!parts.isEmpty() && HAS_WARNED.compareAndSet(false, true)) {
      // Topic and port may have come from the environment: none is told.
      LOG.warn(
          "A rejection is larger than its topic takes, so it is sent in parts: look for the header"
              + " {}. This is told once.",
          RejectionParts.PART);
    }
    return parts;
  }

  private static void describe(Rejection rejection, Headers headers) throws IOException {
    text(headers, "source", rejection.source());
    text(headers, "partition", rejection.partition());
    text(headers, "position", Long.toString(rejection.position()));
    text(headers, "format", "1"); // of all these: what they are called, and what stands in them
    text(headers, "step", rejection.step());
    text(headers, "stage", rejection.stage().name());
    text(headers, "reasons", reasons(rejection));
    text(headers, "event-time", string(rejection.eventTime()));
    text(headers, "first-failed-at", rejection.firstFailedAt().toString());
    text(headers, "attempt", Integer.toString(rejection.attempt()));
    text(headers, "definition", rejection.definition());
    text(headers, "exception", shortened(rejection.exception()));
  }

  /** What is said for people must not be what makes a message too large. */
  private static @Nullable String shortened(@Nullable String text) {
    return text == null || text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN) + "… (" + text.length() + " characters)";
  }

  private static @Nullable String string(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static void text(Headers headers, String name, @Nullable String text) {
    if (text != null) {
      headers.add(OURS + name, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String reasons(Rejection rejection) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartArray();
      for (Rejection.Failure failure : rejection.failures()) {
        out.writeStartObject();
        out.writeStringField("rule", shortened(failure.rule()));
        out.writeStringField("ruleFingerprint", failure.ruleFingerprint());
        out.writeStringField("expected", shortened(failure.expected()));
        out.writeStringField("observed", shortened(failure.observed()));
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    return text.toString();
  }
}
