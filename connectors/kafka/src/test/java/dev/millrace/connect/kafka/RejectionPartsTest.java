package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.Rejection;
import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of rejections that are larger than their topic takes. */
class RejectionPartsTest {
  private static final Shape<Rejection> SHAPE = Shape.of(Rejection.class);

  private final Random random = new Random(47);

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static ConsumerRecord<byte[], byte[]> came(
      byte @Nullable [] key, byte @Nullable [] value, RecordHeaders headers) {
    return new ConsumerRecord<>(
        "in",
        0,
        7L,
        1_300_000_000_000L,
        TimestampType.CREATE_TIME,
        key == null ? 0 : key.length,
        value == null ? 0 : value.length,
        key,
        value,
        headers,
        Optional.empty());
  }

  private static Rejection rejection(
      byte[] raw, byte @Nullable [] frame, List<Failure> failures, @Nullable String exception) {
    return new Rejection(
        "sales",
        "in-0",
        7,
        1,
        2,
        "read:sales",
        Stage.READ,
        failures,
        raw,
        null,
        Instant.EPOCH,
        1,
        "f",
        exception,
        frame);
  }

  private static ProducerRecord<byte[], byte[]> message(Rejection rejection) throws IOException {
    RejectionMessages messages = new RejectionMessages("rejected");
    messages.begin(
        Block.ofRows(
            SHAPE,
            new Object[] {rejection},
            Selection.all(1),
            Provenance.of("", new long[1], new long[1])));
    return messages.message(0);
  }

  private static ProducerRecord<byte[], byte[]> message(ConsumerRecord<byte[], byte[]> came)
      throws IOException {
    return message(
        rejection(
            came.value() == null ? new byte[0] : came.value(),
            Frame.pack(came),
            List.of(new Failure("record is JSON", "0", "an object", "x")),
            null));
  }

  private static int size(ProducerRecord<byte[], byte[]> message) {
    int size = length(message.key()) + length(message.value());
    for (Header each : message.headers()) {
      size += each.key().length() + length(each.value());
    }
    return size;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** As a topic would have it that takes so many bytes. */
  private static List<ProducerRecord<byte[], byte[]>> fitting(
      ProducerRecord<byte[], byte[]> tooLarge, int limit) throws IOException {
    Deque<ProducerRecord<byte[], byte[]>> toCut = new ArrayDeque<>(List.of(tooLarge));
    List<ProducerRecord<byte[], byte[]>> fitting = new ArrayList<>();
    while (!toCut.isEmpty()) {
      for (ProducerRecord<byte[], byte[]> part : RejectionParts.of(toCut.remove())) {
        (size(part) > limit ? toCut : fitting).add(part);
      }
    }
    return fitting;
  }

  @ParameterizedTest
  @CsvSource({
    "17, 1100000, 1",
    "0, 1100000, 0",
    "1, 5000000, 40",
    "700000, 0, 0",
    "700000, 1, 3",
    "200, 65536, 700",
    "20000, -1, 2",
    "9000, 2000000, 400",
    "-1, 70000, 2",
    "-1, -1, 900"
  })
  void whateverIsLargeThePartsHaveEveryByteOfIt(int key, int value, int headers)
      throws IOException {
    RecordHeaders own = new RecordHeaders();
    for (int i = 0; i < headers; i++) {
      own.add("h" + i % 7, i % 11 == 10 ? null : bytes(random.nextInt(200)));
    }
    // A topic of rejections may itself be read, and what is in it rejected.
    own.add("millrace-part", "value".getBytes(UTF_8));
    own.add("millrace-bytes", "0-1/2".getBytes(UTF_8));
    own.add("millrace-id", "an older one".getBytes(UTF_8));
    ConsumerRecord<byte[], byte[]> came =
        came(key < 0 ? null : bytes(key), value < 0 ? null : bytes(value), own);
    for (int limit : new int[] {1_000_000, 65_536, 12_000}) {
      List<ProducerRecord<byte[], byte[]>> messages = fitting(message(came), limit);
      Collections.shuffle(messages, random);
      Parts parts = new Parts();
      messages.forEach(each -> parts.take(each.key(), each.value(), each.headers()));
      assertThat(parts.key(), equalTo(came.key()));
      assertThat(parts.value(), equalTo(came.value()));
      List<String> expected = new ArrayList<>();
      for (Header each : own) {
        String name = each.key().startsWith("millrace-") ? "own-" + each.key() : each.key();
        expected.add(name + "=" + Arrays.toString(each.value()));
      }
      assertThat(parts.headers(), equalTo(expected));
      for (ProducerRecord<byte[], byte[]> each : messages) {
        assertThat(
            new String(each.headers().lastHeader("millrace-id").value(), UTF_8),
            equalTo("0000000000000001" + "0000000000000002"));
      }
    }
  }

  /** A topic of rejections may be read as a source, and a message of it be rejected again. */
  @Test
  void headersOfAnEarlierRejectionAreKeptUnderAnotherNameAndNotMixedWithThoseOfThisOne()
      throws IOException {
    RecordHeaders own = new RecordHeaders();
    own.add("trace", bytes(3));
    for (String name : List.of("millrace-id", "millrace-part", "millrace-exception")) {
      own.add(name, "first".getBytes(UTF_8));
    }
    own.add("own-millrace-part", "older still".getBytes(UTF_8));
    ProducerRecord<byte[], byte[]> message = message(came(bytes(1), bytes(9), own));
    List<String> names = new ArrayList<>();
    message.headers().forEach(each -> names.add(each.key()));
    assertThat(
        names.subList(0, 6),
        equalTo(
            List.of(
                "trace",
                "own-millrace-id",
                "own-millrace-part",
                "own-millrace-exception",
                "own-own-millrace-part",
                "millrace-id")));
    assertThat(message.headers().lastHeader("millrace-part"), nullValue());
    assertThat(message.headers().lastHeader("millrace-exception"), nullValue());
    assertThat(
        new String(message.headers().lastHeader("own-millrace-part").value(), UTF_8),
        equalTo("first"));
  }

  @Test
  void whatIsNotLargeInAnyByteOfTheMessageCannotBeCut() throws IOException {
    assertThat(
        RejectionParts.of(message(came(bytes(9), bytes(900), new RecordHeaders()))), hasSize(0));
  }

  @Test
  void whatIsSaidForPeopleDoesNotMakeARejectionLarge() throws IOException {
    String lengthy = "x".repeat(2_000_000);
    Rejection rejection =
        rejection(
            new byte[] {1},
            null,
            List.of(
                new Failure(lengthy, "0", lengthy, lengthy), new Failure("second", "1", "y", null)),
            lengthy);
    ProducerRecord<byte[], byte[]> message = message(rejection);
    assertThat(message.key(), nullValue());
    assertThat(size(message), lessThan(6_000));
    String reasons = new String(message.headers().lastHeader("millrace-reasons").value(), UTF_8);
    assertThat(reasons, containsString("(2000000 characters)"));
    assertThat(reasons, containsString("\"second\""));
  }
}
