package dev.millrace.connect.files.binding;

import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the one value that is appended to it as an object: an element of a list, an Optional. */
public final class OneValue implements ColumnBuilder {
  private final ValueType type;
  private final Object @Nullable [] constants;
  private @Nullable Object value;

  public OneValue(ValueType type) {
    this.type = type;
    this.constants = type.javaClass().getEnumConstants();
  }

  /** What was appended last; it is an error of the caller to ask when nothing was. */
  public Object get() {
    return Objects.requireNonNull(value);
  }

  @Override
  public void appendLong(long bits) {
    value =
        switch (type.kind()) {
          case BOOLEAN -> bits != 0;
          case BYTE -> (byte) bits;
          case SHORT -> (short) bits;
          case CHAR -> (char) bits;
          case INT -> (int) bits;
          case LONG -> bits;
          case ENUM -> Objects.requireNonNull(constants)[(int) bits];
          case INSTANT -> Instant.EPOCH.plus(bits, ChronoUnit.MICROS);
          case LOCAL_DATE -> LocalDate.ofEpochDay(bits);
          case DURATION -> Duration.ofNanos(bits);
          default -> throw new IllegalStateException(type.kind() + " is not kept as a long");
        };
  }

  @Override
  public void appendDouble(double bits) {
    value =
        switch (type.kind()) {
          case FLOAT -> (float) bits;
          case DOUBLE -> bits;
          default -> throw new IllegalStateException(type.kind() + " is not kept as a double");
        };
  }

  @Override
  public void appendUtf8(byte[] bytes, int from, int to) {
    value = new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  @Override
  public void appendObject(Object object) {
    value = object;
  }

  /** Only an Optional inside another thing can be missing: it is empty then. */
  @Override
  public void appendNull() {
    if (type.kind() != Kind.OPTIONAL) {
      throw new IllegalStateException("nothing inside a list, a map or an Optional is null");
    }
    value = Optional.empty();
  }

  @Override
  public int size() {
    return value == null ? 0 : 1;
  }

  @Override
  public void truncate(int size) {
    value = null;
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public Column build() {
    throw new UnsupportedOperationException("one value is no column");
  }
}
