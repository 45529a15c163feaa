package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.LocalClock;
import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which kind of component is written as which types of Avro, when it holds no other values. */
final class PlainWriters {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private PlainWriters() {}

  /** Null when the type cannot hold the component's values. */
  static @Nullable ValueWriter of(Schema schema, ValueType type, @Nullable ZoneId zone) {
    Schema.Type to = schema.getType();
    Kind kind = type.kind();
    String logical = Objects.requireNonNullElse(SchemaText.logicalType(schema), "");
    return switch (kind) {
      case BOOLEAN -> to == Schema.Type.BOOLEAN ? new StoredWriters.Flag() : null;
      case BYTE, SHORT, INT -> whole(to, kind);
      case LONG -> to == Schema.Type.LONG ? new StoredWriters.Whole(kind) : null;
      case FLOAT, DOUBLE -> real(to, kind);
      case CHAR -> to == Schema.Type.STRING ? new StoredWriters.Character16() : null;
      case STRING -> to == Schema.Type.STRING ? new ObjectWriters.Text() : null;
      case ENUM -> constant(schema, Scalars.Symbol.names(type.javaClass()));
      case INSTANT -> to == Schema.Type.LONG ? instant(logical, zone) : null;
      case LOCAL_DATE ->
          to == Schema.Type.INT && logical.equals("date") ? new StoredWriters.Day() : null;
      case DURATION -> duration(to, logical);
      case DECIMAL -> decimal(schema, logical);
      case BYTES ->
          to == Schema.Type.BYTES
              ? new ObjectWriters.Bytes()
              : to == Schema.Type.FIXED ? new ObjectWriters.Fixed(schema.getFixedSize()) : null;
      case FLOATS ->
          to == Schema.Type.ARRAY && schema.getElementType().getType() == Schema.Type.FLOAT
              ? new ObjectWriters.Floats()
              : null;
      default -> throw new IllegalStateException("not plain: " + kind);
    };
  }

  private static @Nullable ValueWriter whole(Schema.Type to, Kind kind) {
    return switch (to) {
      case INT, LONG -> new StoredWriters.Whole(kind);
      case DOUBLE -> new StoredWriters.WholeAsDouble(kind);
      default -> null;
    };
  }

  private static @Nullable ValueWriter real(Schema.Type to, Kind kind) {
    return switch (to) {
      case FLOAT -> kind == Kind.FLOAT ? new StoredWriters.Real(true) : null;
      case DOUBLE -> new StoredWriters.Real(false);
      default -> null;
    };
  }

  private static @Nullable ValueWriter constant(Schema schema, List<String> names) {
    return switch (schema.getType()) {
      case ENUM ->
          schema.getEnumSymbols().containsAll(names)
              ? new StoredWriters.Symbol(names, schema)
              : null;
      case STRING -> new StoredWriters.ConstantName(names);
      default -> null;
    };
  }

  private static @Nullable ValueWriter instant(String logical, @Nullable ZoneId zone) {
    return switch (logical) {
      case "timestamp-micros" -> new StoredWriters.Whole(Kind.INSTANT);
      case "timestamp-millis" ->
          new StoredWriters.Divided(Kind.INSTANT, "whole millisecond", 1000, Long.MAX_VALUE);
      case "local-timestamp-millis" ->
          zone == null ? null : new StoredWriters.LocalTime(new LocalClock(zone), 1000);
      case "local-timestamp-micros" ->
          zone == null ? null : new StoredWriters.LocalTime(new LocalClock(zone), 1_000_000);
      default -> null;
    };
  }

  private static @Nullable ValueWriter duration(Schema.Type to, String logical) {
    if (to == Schema.Type.LONG && logical.equals(PlainReaders.DURATION_NANOS)) {
      return new StoredWriters.Whole(Kind.DURATION);
    }
    if (to == Schema.Type.INT && logical.equals("time-millis")) {
      return new StoredWriters.Divided(
          Kind.DURATION, "whole millisecond of a day", 1_000_000, MICROS_PER_DAY / 1000 - 1);
    }
    return to == Schema.Type.LONG && logical.equals("time-micros")
        ? new StoredWriters.Divided(
            Kind.DURATION, "whole microsecond of a day", 1000, MICROS_PER_DAY - 1)
        : null;
  }

  private static @Nullable ValueWriter decimal(Schema schema, String logical) {
    if (schema.getType() == Schema.Type.STRING) {
      return new ObjectWriters.DecimalText();
    }
    if (schema.getType() == Schema.Type.BYTES && logical.equals(Decimals.ANY_SCALE)) {
      return new ObjectWriters.AnyDecimal();
    }
    return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
        ? new ObjectWriters.ScaledDecimal(schema, decimal)
        : null;
  }
}
