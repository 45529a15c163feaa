package dev.millrace.connect.files.parquet;

import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the values of a component, or of a part of one, to its columns. */
abstract class ColumnOut {
  /** The definition level of a null, or of a list that is null. */
  private final int ofNull;

  ColumnOut(int ofNull) {
    this.ofNull = ofNull;
  }

  /** A value that is there. */
  abstract void put(Object value, int repetition) throws IOException;

  /** One entry without a value in every column. */
  abstract void putNull(int repetition, int definition) throws IOException;

  final void putNullable(@Nullable Object value, int repetition) throws IOException {
    if (value == null) {
      putNull(repetition, ofNull);
    } else {
      put(value, repetition);
    }
  }

  /** The value of a row, which is not null. */
  void put(Column column, int row) throws IOException {
    put(Objects.requireNonNull(((ObjectColumn) column).get(row)), 0);
  }

  /** Rows of a column, from place {@code from} of the selection. */
  final void put(Block<?> block, int component, Selection rows, int from, int to)
      throws IOException {
    Column column = block.column(component);
    for (int i = from; i < to; i++) {
      int row = rows.get(i);
      try {
        if (column.isNull(row)) {
          putNull(0, ofNull);
        } else {
          put(column, row);
        }
      } catch (UnwritableException e) {
        throw e.in(block, row, block.shape().components().get(component).name());
      }
    }
  }

  /** Everything that is one value. */
  static final class OfLeaf extends ColumnOut {
    private static final long MICROS = 1_000_000;

    private final LeafWriter leaf;
    private final Kind kind;
    private final byte[][] constants;

    OfLeaf(LeafWriter leaf, ValueType type, int ofNull) {
      super(ofNull);
      this.leaf = leaf;
      this.kind = type.kind();
      Object[] all = kind == Kind.ENUM ? type.javaClass().getEnumConstants() : new Object[0];
      this.constants = new byte[all.length][];
      for (int i = 0; i < all.length; i++) {
        constants[i] = ((Enum<?>) all[i]).name().getBytes(StandardCharsets.UTF_8);
      }
    }

    @Override
    void putNull(int repetition, int definition) throws IOException {
      leaf.putNull(repetition, definition);
    }

    @Override
    void put(Column column, int row) throws IOException {
      if (column instanceof LongColumn longs) {
        putLong(longs.get(row), 0);
      } else if (column instanceof DoubleColumn doubles) {
        leaf.putDouble(doubles.get(row), 0);
      } else {
        super.put(column, row);
      }
    }

    private void putLong(long value, int repetition) throws IOException {
      if (kind == Kind.ENUM) {
        leaf.putBytes(constants[(int) value], repetition);
        return;
      }
      if (kind == Kind.LOCAL_DATE && value != (int) value) {
        throw new UnwritableException(
            "is " + LocalDate.ofEpochDay(value) + ", which is more than 32 bits of days from 1970");
      }
      leaf.putLong(value, repetition);
    }

    @Override
    void put(Object value, int repetition) throws IOException {
      switch (kind) {
        case BOOLEAN -> leaf.putLong((Boolean) value ? 1 : 0, repetition);
        case BYTE, SHORT, INT, LONG -> leaf.putLong(((Number) value).longValue(), repetition);
        case CHAR -> leaf.putLong((Character) value, repetition);
        case FLOAT, DOUBLE -> leaf.putDouble(((Number) value).doubleValue(), repetition);
        case STRING -> leaf.putBytes(utf8((String) value), repetition);
        case ENUM -> leaf.putBytes(utf8(((Enum<?>) value).name()), repetition);
        case INSTANT -> leaf.putLong(micros((Instant) value), repetition);
        case LOCAL_DATE -> putLong(((LocalDate) value).toEpochDay(), repetition);
        case DURATION -> leaf.putLong(nanos((Duration) value), repetition);
        case DECIMAL -> leaf.putBytes(decimal((BigDecimal) value), repetition);
        case BYTES -> leaf.putBytes(((byte[]) value).clone(), repetition);
        default -> throw new IllegalStateException(kind + " is more than one value");
      }
    }

    private static byte[] utf8(String text) throws UnwritableException {
      int fault = Text.firstUnpairedSurrogate(text);
      if (fault >= 0) {
        throw new UnwritableException(
            "has an unpaired surrogate at index " + fault + ", which UTF-8 cannot carry");
      }
      return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] decimal(BigDecimal value) throws UnwritableException {
      String text = value.toString();
      if (text.length() > BytesRule.LONGEST_NUMBER) {
        throw new UnwritableException(
            "has "
                + text.length()
                + " characters, where "
                + BytesRule.LONGEST_NUMBER
                + " are read");
      }
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static long micros(Instant time) throws UnwritableException {
      long seconds = time.getEpochSecond();
      long fraction = time.get(ChronoField.MICRO_OF_SECOND);
      try {
        // The first second of the range starts before it: stepping back from the next stays in.
        return seconds < 0
            ? Math.addExact(Math.multiplyExact(seconds + 1, MICROS), fraction - MICROS)
            : Math.addExact(Math.multiplyExact(seconds, MICROS), fraction);
      } catch (ArithmeticException e) {
        throw new UnwritableException("is " + time + ", which is no 64 bits of microseconds");
      }
    }

    private static long nanos(Duration duration) throws UnwritableException {
      try {
        return duration.toNanos();
      } catch (ArithmeticException e) {
        throw new UnwritableException("is " + duration + ", which is no 64 bits of nanoseconds");
      }
    }
  }

  /** An Optional: the empty one is null. */
  static final class OfOptional extends ColumnOut {
    private final ColumnOut inner;

    OfOptional(ColumnOut inner) {
      super(inner.ofNull);
      this.inner = inner;
    }

    @Override
    void put(Object value, int repetition) throws IOException {
      Optional<?> optional = (Optional<?>) value;
      inner.putNullable(optional.isPresent() ? optional.get() : null, repetition);
    }

    @Override
    void putNull(int repetition, int definition) throws IOException {
      inner.putNull(repetition, definition);
    }
  }

  /** What stands in a repeated group. */
  private abstract static class Repeated extends ColumnOut {
    private final int repeated;
    private final int ofEmpty;

    /**
     * @param repeated the repetition level of the second element and on
     * @param ofEmpty the definition level of a list without elements
     */
    Repeated(int ofNull, int repeated, int ofEmpty) {
      super(ofNull);
      this.repeated = repeated;
      this.ofEmpty = ofEmpty;
    }

    final void putAll(Iterable<?> elements, int repetition) throws IOException {
      int next = repetition;
      for (Object element : elements) {
        putElement(element, next);
        next = repeated;
      }
      if (!elements.iterator().hasNext()) {
        putNull(repetition, ofEmpty);
      }
    }

    final int repeated() {
      return repeated;
    }

    final int ofEmpty() {
      return ofEmpty;
    }

    abstract void putElement(Object element, int repetition) throws IOException;
  }

  static final class OfList extends Repeated {
    private final ColumnOut element;

    OfList(int ofNull, int repeated, int ofEmpty, ColumnOut element) {
      super(ofNull, repeated, ofEmpty);
      this.element = element;
    }

    @Override
    void put(Object value, int repetition) throws IOException {
      if (value instanceof float[] floats) {
        for (int i = 0; i < floats.length; i++) {
          element.put(floats[i], i == 0 ? repetition : repeated());
        }
        if (floats.length == 0) {
          putNull(repetition, ofEmpty());
        }
      } else {
        putAll((List<?>) value, repetition);
      }
    }

    @Override
    void putElement(Object value, int repetition) throws IOException {
      element.put(value, repetition);
    }

    @Override
    void putNull(int repetition, int definition) throws IOException {
      element.putNull(repetition, definition);
    }
  }

  /** Entries are written by key, so that equal maps give equal bytes. */
  static final class OfMap extends Repeated {
    private final ColumnOut key;
    private final ColumnOut value;

    OfMap(int ofNull, int repeated, int ofEmpty, ColumnOut key, ColumnOut value) {
      super(ofNull, repeated, ofEmpty);
      this.key = key;
      this.value = value;
    }

    @Override
    void put(Object map, int repetition) throws IOException {
      putAll(new TreeMap<>((Map<?, ?>) map).entrySet(), repetition);
    }

    @Override
    void putElement(Object entry, int repetition) throws IOException {
      key.put(((Map.Entry<?, ?>) entry).getKey(), repetition);
      value.put(((Map.Entry<?, ?>) entry).getValue(), repetition);
    }

    @Override
    void putNull(int repetition, int definition) throws IOException {
      key.putNull(repetition, definition);
      value.putNull(repetition, definition);
    }
  }

  static final class OfParts extends ColumnOut {
    private final Shape<?> shape;
    private final List<ColumnOut> parts;

    OfParts(int ofNull, Shape<?> shape, List<ColumnOut> parts) {
      super(ofNull);
      this.shape = shape;
      this.parts = parts;
    }

    @Override
    void put(Object value, int repetition) throws IOException {
      Provenance nobody = Provenance.of("", new long[1], new long[1]);
      Block<?> block = Block.ofRows(shape, new Object[] {value}, Selection.all(1), nobody);
      for (int i = 0; i < parts.size(); i++) {
        parts.get(i).putNullable(block.value(i, 0), repetition);
      }
    }

    @Override
    void putNull(int repetition, int definition) throws IOException {
      for (ColumnOut part : parts) {
        part.putNull(repetition, definition);
      }
    }
  }
}
