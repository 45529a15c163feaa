package dev.millrace.connect.files;

import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Values of one kind as text that {@link TextValue} reads back to the same value. */
final class ValueText {
  private final Kind kind;
  private final Object[] constants;
  private final @Nullable DateTimeFormatter time;
  private final @Nullable DateTimeFormatter date;

  ValueText(ValueType type, TimeFormat format) {
    this.kind = type.kind();
    this.constants = kind == Kind.ENUM ? type.javaClass().getEnumConstants() : new Object[0];
    this.time = timeFormatter(format);
    this.date = format.datePattern() == null ? null : TimeFormat.formatter(format.datePattern());
  }

  private static @Nullable DateTimeFormatter timeFormatter(TimeFormat format) {
    ZoneId zone = format.zone() == null ? ZoneOffset.UTC : format.zone();
    if (format.timePattern() != null) {
      return TimeFormat.formatter(format.timePattern()).withZone(zone);
    }
    return format.zone() == null ? null : DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone);
  }

  /** For kinds kept as longs. */
  String ofLong(long bits) {
    return switch (kind) {
      case BOOLEAN -> bits != 0 ? "true" : "false";
      case BYTE, SHORT, INT, LONG -> Long.toString(bits);
      case CHAR -> String.valueOf((char) bits);
      case ENUM -> ((Enum<?>) constants[(int) bits]).name();
      case INSTANT -> ofInstant(Instant.EPOCH.plus(bits, ChronoUnit.MICROS));
      case LOCAL_DATE -> ofDate(LocalDate.ofEpochDay(bits));
      case DURATION -> Duration.ofNanos(bits).toString();
      default -> throw new IllegalStateException(kind + " is not kept as a long");
    };
  }

  /** For kinds kept as doubles: the shortest text that means this very number. */
  String ofDouble(double value) {
    return kind == Kind.FLOAT ? Float.toString((float) value) : Double.toString(value);
  }

  /** For any value as an object. */
  String ofObject(Object value) {
    return switch (kind) {
      case STRING -> (String) value;
      case DECIMAL -> ((BigDecimal) value).toString();
      case BYTES -> Base64.getEncoder().encodeToString((byte[]) value);
      case ENUM -> ((Enum<?>) value).name();
      case INSTANT -> ofInstant(((Instant) value).truncatedTo(ChronoUnit.MICROS));
      case LOCAL_DATE -> ofDate((LocalDate) value);
      default -> value.toString();
    };
  }

  private String ofInstant(Instant instant) {
    return time == null ? instant.toString() : time.format(instant);
  }

  private String ofDate(LocalDate day) {
    return date == null ? day.toString() : date.format(day);
  }
}
