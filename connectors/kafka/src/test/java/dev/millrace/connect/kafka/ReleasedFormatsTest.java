package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Rejection;
import dev.millrace.connect.files.RecordFormats;
import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.connect.kafka.StateMessages.Revised;
import dev.millrace.engine.SavepointFormat;
import dev.millrace.feature.KeyState;
import dev.millrace.goldens.Golden;
import dev.millrace.plan.Fingerprint;
import dev.millrace.record.Block;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What stands in topics for longer than a run, as released versions wrote it: see {@link Golden}.
 *
 * <p>Keys have no version, and cannot have one: brokers choose the partition by a key's bytes and
 * compact by them, so a key that is written otherwise takes the place of none. Of the messages of
 * rows, the value is the user's own.
 */
class ReleasedFormatsTest {
  private static final ViewVersion SPEND = new ViewVersion("spend@1", "0123456789abcdef");

  @Test
  void aStateIsReadAndWritten() throws IOException {
    ProducerRecord<byte[], byte[]> message =
        first(
            new StateMessages("states", SPEND),
            KeyState.class,
            new KeyState(
                "spend@1",
                "0123456789abcdef",
                new byte[] {3, 'a', 'n', 'n'},
                new byte[] {0, 6, -1},
                new byte[] {1, 2, 3, 4}));
    byte[] key = Golden.bytes("state-key", message.key());
    byte[] value = Golden.bytes("state-value", message.value());
    Revised read = StateMessages.read(value);

    StateMessages messages = new StateMessages("states", SPEND);
    assertThat(messages.keyIn(key).orElseThrow(), is(new byte[] {3, 'a', 'n', 'n'}));
    assertThat(StateMessages.versionIn(key), is(Optional.of(SPEND.name())));
    assertThat(read.revision(), is(new byte[] {0, 6, -1}));
    assertThat(read.state(), is(new byte[] {1, 2, 3, 4}));
    assertThat(message.key(), is(key));
    assertThat(message.value(), is(value));
    value[0]++;
    CorruptDataException refused =
        assertThrows(CorruptDataException.class, () -> StateMessages.read(value));
    assertThat(refused.getMessage(), containsString("format 2, and this release reads format 1"));
  }

  @Test
  void whereAReaderOfATopicStandsIsReadAndWritten() throws IOException {
    ResumePoint now = new ResumePoint("MkTJVgwGQ8OySzkCOxV6Uw", 300_000_000_000L);
    byte[] released = Golden.bytes("resume-point", now.toBytes());

    assertThat(ResumePoint.fromBytes(released), is(now));
    assertThat(now.toBytes(), is(released));
    released[0]++;
    CorruptDataException refused =
        assertThrows(CorruptDataException.class, () -> ResumePoint.fromBytes(released));
    assertThat(refused.getMessage(), containsString("resume point in format 3, and 2 is read"));
  }

  /**
   * When this is red: raise {@link SavepointFormat#VERSION} before the fingerprint is changed.
   * Resume points are what this connector has in savepoints.
   */
  @Test
  void noResumePointChangesWithoutTheNumberOfWhatASavepointHolds() throws IOException {
    List<String> released = Golden.all(Path.of(""), "resume-point.hex"::equals);
    assertThat(
        SavepointFormat.VERSION + " " + Fingerprint.of(released.toArray(String[]::new)),
        is("3 b8312e1efc1a2c6a"));
  }

  @Test
  void whatARejectedMessageCameWithIsReadAndWritten() throws IOException {
    Headers headers =
        new RecordHeaders()
            .add("trace", new byte[] {7, -1})
            .add("none", null)
            .add("été", new byte[0]);
    byte[] now = Frame.pack(message(new byte[] {0, -1, 'k'}, new byte[] {'{'}, headers));
    byte[] released = Golden.bytes("frame", now);
    Frame read = Frame.unpack(released).orElseThrow();

    assertThat(read.timestamp(), is(1_300_000_000_123L));
    assertThat(read.isTombstone(), is(false));
    assertThat(read.key(), is(new byte[] {0, -1, 'k'}));
    assertThat(read.headers(), equalTo(headers));
    assertThat(now, is(released));
  }

  @Test
  void whatARejectedTombstoneCameWithIsReadAndWritten() throws IOException {
    byte[] now = Frame.pack(message(null, null, new RecordHeaders()));
    byte[] released = Golden.bytes("frame-of-tombstone", now);
    Frame read = Frame.unpack(released).orElseThrow();

    assertThat(read.isTombstone(), is(true));
    assertThat(read.key(), is((byte[]) null));
    assertThat(read.headers(), equalTo(new RecordHeaders()));
    assertThat(now, is(released));
  }

  private static ConsumerRecord<byte[], byte[]> message(
      byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    return new ConsumerRecord<>(
        "orders",
        3,
        17,
        1_300_000_000_123L,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }

  @Test
  void aFrameOfALaterReleaseIsRefusedAndThatOfAnotherConnectorIsNone() throws IOException {
    byte[] later = Frame.pack(message(null, null, new RecordHeaders()));
    later[3]++;
    IOException refused = assertThrows(IOException.class, () -> Frame.unpack(later));
    assertThat(refused.getMessage(), containsString("format 2, and this release reads format 1"));
    later[2]++;
    assertThat(Frame.unpack(later), is(Optional.empty()));
    assertThat(Frame.unpack(new byte[] {'K', 'A', 'F'}), is(Optional.empty()));
  }

  /** Nothing of Millrace reads it: the version is for those who do. */
  @Test
  void aRejectionIsWrittenAsItWas() throws IOException {
    Headers own = new RecordHeaders().add("trace", "t7".getBytes(UTF_8));
    byte[] frame = Frame.pack(message("k".getBytes(UTF_8), new byte[0], own));
    ProducerRecord<byte[], byte[]> message =
        first(new RejectionMessages("rejected"), Rejection.class, rejection(frame));
    assertThat(text(message), is(Golden.text("rejection-message.txt", text(message))));
    ProducerRecord<byte[], byte[]> bare =
        first(new RejectionMessages("rejected"), Rejection.class, rejection(null));
    assertThat(text(bare), is(Golden.text("rejection-message-of-file.txt", text(bare))));
  }

  private static Rejection rejection(byte @Nullable [] frame) {
    return new Rejection(
        "orders",
        "orders-3",
        17,
        0x0123456789abcdefL,
        -2,
        "validate:orders",
        Rejection.Stage.VALIDATE,
        List.of(
            new Rejection.Failure("amount not 0", "f00d", "other than 0", "0"),
            new Rejection.Failure("note not null", "beef", "a value", null)),
        "{\"amount\":0}".getBytes(UTF_8),
        frame == null ? null : Instant.parse("2011-03-13T07:06:40Z"),
        Instant.parse("2026-01-31T10:00:00.5Z"),
        2,
        "1a2b3c4d",
        frame == null ? "java.lang.IllegalStateException: no" : null,
        frame);
  }

  enum Channel {
    SHOP,
    WEB
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Order(
      String country,
      int pieces,
      Optional<LocalDate> day,
      Instant at,
      BigDecimal price,
      boolean gift,
      Channel channel,
      Duration delay,
      byte[] raw,
      @Nullable Long none,
      double weight) {}

  private static final Order ORDER =
      new Order(
          "Côte \"d'Ivoire\"\n",
          7,
          Optional.of(LocalDate.of(2011, 12, 9)),
          Instant.parse("2011-12-09T12:50:00.000001Z"),
          new BigDecimal("2.50"),
          true,
          Channel.WEB,
          Duration.ofMinutes(90),
          new byte[] {'r', 'a', 'w'},
          null,
          0.5);

  @Test
  void aRowIsWrittenAsItWas() throws IOException {
    ProducerRecord<byte[], byte[]> message = first(rows("country"), Order.class, ORDER);
    assertThat(text(message), is(Golden.text("row-message.txt", text(message))));
  }

  @Test
  void theKeyOfARowHasTheBytesThatItHad() throws IOException {
    StringBuilder keys = new StringBuilder();
    for (String component :
        Shape.of(Order.class).components().stream().map(c -> c.name()).toList()) {
      keys.append(component).append(": ").append(key(component)).append('\n');
    }
    String[] several = {
      "pieces", "country", "day", "at", "price", "gift", "channel", "delay", "raw", "none"
    };
    keys.append(String.join(", ", several)).append(": ").append(key(several)).append('\n');
    assertThat(keys.toString(), is(Golden.text("row-keys.txt", keys.toString())));
  }

  private static String key(String... components) throws IOException {
    return text(first(rows(components), Order.class, ORDER).key());
  }

  private static RowMessages<Order> rows(String... key) {
    Shape<Order> shape = Shape.of(Order.class);
    return new RowMessages<>(
        "orders",
        RecordFormats.json().encoder(shape),
        shape,
        MessageKey.NONE.of(List.of(key)),
        null,
        false);
  }

  /** The message of a row whose id is 1 and 2. */
  private static <T> ProducerRecord<byte[], byte[]> first(
      TopicSender.Form<T> form, Class<T> type, T row) throws IOException {
    form.begin(
        Block.ofRows(
            Shape.of(type),
            new Object[] {row},
            Selection.all(1),
            Provenance.of("", new long[] {1}, new long[] {2})));
    return form.message(0);
  }

  /** Headers by their names: their order means nothing. */
  private static String text(ProducerRecord<byte[], byte[]> message) {
    return "key "
        + text(message.key())
        + "\nvalue "
        + text(message.value())
        + "\n"
        + Stream.of(message.headers().toArray())
            .map(header -> header.key() + " " + text(header.value()) + "\n")
            .sorted()
            .collect(Collectors.joining());
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "(none)" : new String(bytes, UTF_8).replace("\n", "\\n");
  }
}
