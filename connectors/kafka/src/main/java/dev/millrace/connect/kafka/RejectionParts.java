package dev.millrace.connect.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A rejection that is larger than its topic takes, as messages that are not: the bytes of the value
 * are dealt out in turn, and nothing is left out (SEMANTICS L3). How much a topic takes is not
 * asked: it goes by what is left after compression, so a part that is still too large is halved.
 *
 * <p>The message's key and own headers stand on every part, or, where they are large, are parts of
 * their own. All of ours stand on every part, and then which bytes of what it has.
 */
final class RejectionParts {
  static final String PART = "millrace-part";
  static final String BYTES = "millrace-bytes";

  /** Half of what a topic takes when nothing else is said. */
  private static final int MOST = 1 << 19;

  /** Where this is too much, it is not the bytes that are too many. */
  private static final int LEAST = 1 << 10;

  /** What key and own headers may have, to stand on every part. */
  private static final int SMALL = 1 << 13;

  private static final JsonFactory JSON = new JsonFactory();

  private final String topic;
  private final byte @Nullable [] key;
  private final List<Header> headers;
  private final List<ProducerRecord<byte[], byte[]>> parts = new ArrayList<>();

  private RejectionParts(String topic, byte @Nullable [] key, List<Header> headers) {
    this.topic = topic;
    this.key = key;
    this.headers = headers;
  }

  /** Of a whole rejection, or of one part; none when that cannot be cut any more. */
  static List<ProducerRecord<byte[], byte[]>> of(ProducerRecord<byte[], byte[]> tooLarge)
      throws IOException {
    List<Header> all = List.of(tooLarge.headers().toArray());
    return all.get(all.size() - 1).key().equals(BYTES)
        ? ofPart(tooLarge, all)
        : ofWhole(tooLarge, all);
  }

  private static List<ProducerRecord<byte[], byte[]>> ofPart(
      ProducerRecord<byte[], byte[]> part, List<Header> all) {
    if (part.value().length <= LEAST) {
      return List.of();
    }
    int marks = all.size() - 2;
    String[] range = text(all.get(marks + 1)).split("[-/]", -1);
    RejectionParts halves = new RejectionParts(part.topic(), part.key(), all.subList(0, marks));
    halves.add(
        text(all.get(marks)),
        part.value(),
        Integer.parseInt(range[0]),
        Integer.parseInt(range[2]),
        half(part.value()));
    return halves.parts;
  }

  private static List<ProducerRecord<byte[], byte[]>> ofWhole(
      ProducerRecord<byte[], byte[]> whole, List<Header> all) throws IOException {
    int own = own(all);
    byte[] value = whole.value();
    if (SentMessage.length(whole.key()) + SentMessage.length(all.subList(0, own)) <= SMALL) {
      RejectionParts parts = new RejectionParts(whole.topic(), whole.key(), all);
      if (SentMessage.length(value) > LEAST) {
        parts.add("value", value, 0, value.length, Math.min(MOST, half(value)));
      }
      return parts.parts;
    }
    RejectionParts parts = new RejectionParts(whole.topic(), null, all.subList(own, all.size()));
    parts.add("key", whole.key());
    parts.add("headers", own == 0 ? null : json(all.subList(0, own)));
    parts.add("value", value);
    return parts.parts;
  }

  /**
   * How many of the headers are the message's own: ours stand behind them, and begin with the id.
   */
  private static int own(List<Header> all) {
    int last = all.size() - 1;
    while (!all.get(last).key().equals(RowMessages.ID)) {
      last--;
    }
    return last;
  }

  private static int half(byte[] bytes) {
    return bytes.length / 2 + 1;
  }

  private void add(String part, byte @Nullable [] bytes) {
    if (bytes != null) {
      add(part, bytes, 0, bytes.length, MOST);
    }
  }

  /**
   * @param offset of the first of the bytes among all there are
   * @param most of them in a message
   */
  private void add(String part, byte[] bytes, int offset, int all, int most) {
    int from = 0;
    do {
      int to = Math.min(bytes.length, from + most);
      ProducerRecord<byte[], byte[]> message =
          new ProducerRecord<>(topic, key, Arrays.copyOfRange(bytes, from, to));
      headers.forEach(message.headers()::add);
      message.headers().add(mark(PART, part));
      message.headers().add(mark(BYTES, (offset + from) + "-" + (offset + to) + "/" + all));
      parts.add(message);
      from = to;
    } while (from < bytes.length);
  }

  private static Header mark(String name, String text) {
    return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Header mark) {
    return new String(mark.value(), StandardCharsets.UTF_8);
  }

  private static byte[] json(List<Header> own) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartArray();
      for (Header header : own) {
        out.writeStartObject();
        out.writeStringField("name", header.key());
        if (header.value() == null) {
          out.writeNullField("value");
        } else {
          out.writeBinaryField("value", header.value());
        }
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    return bytes.toByteArray();
  }
}
