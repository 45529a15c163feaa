package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.OneRow;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Puts objects together from the entries of one or several columns, by their levels (the record
 * assembly of Dremel, section 4.3 of its paper). A value that does not fit is told to {@link
 * Faults}; its columns are consumed all the same, so that the next row is not disturbed.
 */
abstract class Assembler {
  final ValueType type;
  final String path;
  final Faults faults;
  private final int definition;

  Assembler(ValueType type, String path, Faults faults, int definition) {
    this.type = type;
    this.path = path;
    this.faults = faults;
    this.definition = definition;
  }

  /** What every assembler of a component shares. */
  interface Setting {
    LeafCursor cursor(SchemaNode leaf);

    Faults faults();
  }

  static Assembler of(Fit fit, String path, Setting setting) {
    if (fit instanceof Fit.Longs longs) {
      return new OfLongs(longs, path, setting);
    }
    if (fit instanceof Fit.Doubles doubles) {
      return new OfDoubles(doubles, path, setting);
    }
    if (fit instanceof Fit.Bytes bytes) {
      return new OfBytes(bytes, path, setting);
    }
    if (fit instanceof Fit.Present present) {
      return new OfOptional(present, path, setting);
    }
    if (fit instanceof Fit.Items items) {
      return RepeatedAssembler.ofItems(items, path, setting);
    }
    if (fit instanceof Fit.Entries entries) {
      return RepeatedAssembler.ofEntries(entries, path, setting);
    }
    return new OfParts((Fit.Parts) fit, path, setting);
  }

  /** The column that has the least entries for a value, and their levels first. */
  abstract LeafCursor first();

  /** Steps over one entry in every column. */
  abstract void skip() throws IOException;

  /** The value, which is there. */
  abstract @Nullable Object present() throws IOException;

  /** The next value; null when it is null, or does not fit, which {@link Faults} knows. */
  @Nullable Object read() throws IOException {
    if (first().definition() >= definition) {
      return present();
    }
    skip();
    return null;
  }

  /** The next value where null is a fault. */
  final @Nullable Object required() throws IOException {
    if (first().definition() < definition && type.kind() != Kind.OPTIONAL) {
      faults.add(path, type.describe(), Faults.expected(type) + "; not null", null);
    }
    return read();
  }

  private abstract static class OfLeaf extends Assembler {
    final LeafCursor cursor;

    OfLeaf(Fit fit, SchemaNode leaf, ValueType type, String path, Setting setting) {
      super(type, path, setting.faults(), fit.definition());
      this.cursor = setting.cursor(leaf);
    }

    @Override
    LeafCursor first() {
      return cursor;
    }

    @Override
    void skip() throws IOException {
      cursor.next();
    }

    void refuse(String observed) {
      faults.add(path, type.describe(), Faults.expected(type), observed);
    }
  }

  private static final class OfLongs extends OfLeaf {
    private final LongRule rule;
    private final int scale;

    OfLongs(Fit.Longs fit, String path, Setting setting) {
      super(fit, fit.leaf(), fit.type(), path, setting);
      this.rule = fit.rule();
      this.scale = fit.scale();
    }

    @Override
    @Nullable Object present() throws IOException {
      long raw = cursor.longValue();
      cursor.next();
      if (!rule.fits(raw)) {
        refuse(Long.toString(raw));
        return null;
      }
      long value = rule.apply(raw);
      return switch (type.kind()) {
        case BOOLEAN -> value != 0;
        case BYTE -> (byte) value;
        case SHORT -> (short) value;
        case CHAR -> (char) value;
        case INT -> (int) value;
        case LONG -> value;
        case INSTANT -> Instant.EPOCH.plus(value, ChronoUnit.MICROS);
        case LOCAL_DATE -> LocalDate.ofEpochDay(value);
        case DURATION -> Duration.ofNanos(value);
        case DECIMAL -> BigDecimal.valueOf(value, scale);
        default -> throw new IllegalStateException(type.kind() + " is not kept as a long");
      };
    }
  }

  private static final class OfDoubles extends OfLeaf {
    private final boolean whole;

    OfDoubles(Fit.Doubles fit, String path, Setting setting) {
      super(fit, fit.leaf(), fit.type(), path, setting);
      this.whole = fit.leaf().physical() == Type.INT32;
    }

    @Override
    @Nullable Object present() throws IOException {
      double value = whole ? cursor.longValue() : cursor.doubleValue();
      cursor.next();
      if (type.kind() == Kind.FLOAT) {
        return (float) value;
      }
      return value;
    }
  }

  private static final class OfBytes extends OfLeaf {
    private final BytesRule rule;

    OfBytes(Fit.Bytes fit, String path, Setting setting) {
      super(fit, fit.leaf(), fit.type(), path, setting);
      this.rule = fit.rule();
    }

    @Override
    @Nullable Object present() throws IOException {
      byte[] bytes = cursor.bytes();
      int from = cursor.from();
      int to = cursor.to();
      Object value = rule.value(bytes, from, to);
      if (value == null) {
        refuse(Faults.text(bytes, from, to));
      }
      cursor.next();
      return value;
    }
  }

  private static final class OfOptional extends Assembler {
    private final Assembler inner;

    OfOptional(Fit.Present fit, String path, Setting setting) {
      super(fit.type(), path, setting.faults(), fit.definition());
      this.inner = of(fit.inner(), path, setting);
    }

    @Override
    LeafCursor first() {
      return inner.first();
    }

    @Override
    void skip() throws IOException {
      inner.skip();
    }

    @Override
    Object present() throws IOException {
      return read();
    }

    @Override
    Object read() throws IOException {
      return Optional.ofNullable(inner.read());
    }
  }

  /** A nested element: a block of one row, from which the element is built. */
  private static final class OfParts extends Assembler {
    private final Shape<?> shape;
    private final Assembler[] parts;
    private final OneRow row;

    OfParts(Fit.Parts fit, String path, Setting setting) {
      super(fit.type(), path, setting.faults(), fit.definition());
      this.shape = fit.shape();
      this.parts = new Assembler[fit.parts().size()];
      this.row = new OneRow(shape);
      for (int i = 0; i < parts.length; i++) {
        parts[i] = of(fit.parts().get(i), path + "." + shape.components().get(i).name(), setting);
      }
    }

    @Override
    LeafCursor first() {
      return parts[0].first();
    }

    @Override
    void skip() throws IOException {
      for (Assembler part : parts) {
        part.skip();
      }
    }

    @Override
    @Nullable Object present() throws IOException {
      ColumnBuilder[] columns = row.emptied();
      boolean good = true;
      for (Component component : shape.components()) {
        int i = component.index();
        Object value = component.nullable() ? parts[i].read() : parts[i].required();
        good &= faults.isEmpty();
        if (good) {
          shape.codec(i).append(value, columns[i]);
        }
      }
      return good ? built() : null;
    }

    private @Nullable Object built() {
      try {
        return row.build();
      } catch (RuntimeException refused) {
        faults.add(path, shape.name(), "what its constructor takes", String.valueOf(refused));
        return null;
      }
    }
  }
}
