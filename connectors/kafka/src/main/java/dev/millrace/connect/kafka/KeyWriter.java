package dev.millrace.connect.kafka;

import dev.millrace.connect.files.RecordFormats;
import dev.millrace.connect.files.binding.RecordEncoder;
import dev.millrace.record.Block;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the keys of rows' messages. For one thread. */
final class KeyWriter {
  private final List<Component> components;

  /** Of an object; null where one component is the key as it is. */
  private final @Nullable RecordEncoder object;

  private @Nullable Block<?> block;

  KeyWriter(MessageKey key, Shape<?> shape) {
    this.components = key.in(shape);
    this.object = key.isObject() ? RecordFormats.jsonOf(components, key.names()) : null;
  }

  /** The rows that follow are those of a block. */
  void begin(Block<?> next) {
    block = next;
    if (object != null) {
      object.begin(next);
    }
  }

  /** Null where the one component is null, and where there is none. */
  byte @Nullable [] write(int row) throws IOException {
    if (object != null) {
      return object.encode(row);
    }
    return components.isEmpty() ? null : bytes(block().value(components.get(0).index(), row));
  }

  /** The first component of the key that a row has no value of. */
  Optional<Component> missing(int row) {
    for (Component component : components) {
      if (block().column(component.index()).isAbsent(row)) {
        return Optional.of(component);
      }
    }
    return Optional.empty();
  }

  private Block<?> block() {
    if (block == null) {
      throw new IllegalStateException("no block has begun");
    }
    return block;
  }

  /** Bytes as they are; anything else as its text. */
  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return bytes(optional.orElse(null));
    }
    if (value == null || value instanceof byte[]) {
      return (byte[]) value;
    }
    String text = value instanceof Enum<?> constant ? constant.name() : String.valueOf(value);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
