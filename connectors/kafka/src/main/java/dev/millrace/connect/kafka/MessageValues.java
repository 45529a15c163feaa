package dev.millrace.connect.kafka;

import dev.millrace.Rejection.Failure;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FolderValue;
import dev.millrace.connect.files.binding.ValueFailure;
import dev.millrace.feature.ChangeKind;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads what of a row stands beside a message's value. For one thread. */
final class MessageValues {
  /** What of a message a component is. */
  private interface Part {
    @Nullable Object of(ConsumerRecord<byte[], byte[]> message) throws CharacterCodingException;
  }

  /** The bytes that a component is read from; null where there are none. */
  private interface Bytes {
    byte @Nullable [] of(ConsumerRecord<byte[], byte[]> message);
  }

  private record Bound(Component component, ComponentCodec codec, Part part, Bytes bytes) {}

  private final List<Bound> bound = new ArrayList<>();

  /** Of a key of several components, whose values stand behind all others. */
  private final @Nullable KeyReader key;

  /**
   * @param partition for messages
   */
  MessageValues(MessageColumns columns, Shape<?> shape, String partition) {
    new TreeMap<>(columns.headers())
        .forEach((name, header) -> text(shape, name, message -> header(message, header)));
    boolean isObject = columns.key().isObject();
    if (!isObject && !columns.key().isNone()) {
      text(shape, columns.key().components().get(0), ConsumerRecord::key);
    }
    if (columns.timestamp() != null) {
      add(shape, columns.timestamp(), message -> Instant.ofEpochMilli(message.timestamp()));
    }
    if (columns.change() != null) {
      add(
          shape,
          columns.change(),
          message -> message.value() == null ? ChangeKind.DELETE : ChangeKind.UPSERT);
    }
    key = isObject ? new KeyReader(columns.key(), shape, partition) : null;
  }

  private void text(Shape<?> shape, String name, Bytes bytes) {
    Component component = shape.component(name).orElseThrow();
    Part part = message -> value(component, bytes.of(message));
    bound.add(new Bound(component, shape.codec(component.index()), part, bytes));
  }

  private void add(Shape<?> shape, String name, Part part) {
    Component component = shape.component(name).orElseThrow();
    bound.add(new Bound(component, shape.codec(component.index()), part, message -> null));
  }

  /**
   * Reads the parts of a message.
   *
   * @param values gets them, in an order of its own
   * @return why they cannot be had; empty when they can
   */
  List<Failure> read(ConsumerRecord<byte[], byte[]> message, @Nullable Object[] values) {
    List<Failure> failures = List.of();
    for (int i = 0; i < bound.size(); i++) {
      Bound each = bound.get(i);
      try {
        values[i] = each.part().of(message);
      } catch (CharacterCodingException | RuntimeException notValue) {
        failures = failures.isEmpty() ? new ArrayList<>() : failures;
        failures.add(failure(each.component(), each.bytes().of(message)));
      }
    }
    return key == null ? failures : with(key.read(message.key(), values, bound.size()), failures);
  }

  private static List<Failure> with(List<Failure> more, List<Failure> failures) {
    if (failures.isEmpty() || more.isEmpty()) {
      return failures.isEmpty() ? more : failures;
    }
    List<Failure> all = new ArrayList<>(failures);
    all.addAll(more);
    return all;
  }

  private static Failure failure(Component component, byte @Nullable [] bytes) {
    return ValueFailure.of(
        component.name() + " is " + component.type().describe(),
        "such a value beside the message's own",
        bytes == null ? null : new String(bytes, StandardCharsets.UTF_8));
  }

  /** Room for the parts of one message. */
  @Nullable Object[] room() {
    return new Object[bound.size() + (key == null ? 0 : key.size())];
  }

  /** Appends the parts of a message to the columns of its row. */
  void append(@Nullable Object[] values, InputBatch<?> batch) {
    for (int i = 0; i < bound.size(); i++) {
      Bound each = bound.get(i);
      each.codec().append(values[i], batch.column(each.component().index()));
    }
    if (key != null) {
      key.append(values, bound.size(), batch);
    }
  }

  /** No more messages come. */
  void end() {
    if (key != null) {
      key.end();
    }
  }

  private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  private static @Nullable Object value(Component component, byte @Nullable [] bytes)
      throws CharacterCodingException {
    if (component.kind() != Kind.BYTES) {
      return FolderValue.of(component, bytes == null ? null : text(bytes));
    }
    if (bytes == null && !ColumnNames.mayBeMissing(component)) {
      throw new IllegalArgumentException("null");
    }
    return bytes;
  }

  /** Anything but UTF-8 is refused, and never repaired. */
  static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
