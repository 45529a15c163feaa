package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.LocalClock;
import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.time.ZoneId;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which types of Avro which kind of component is read from, when it holds no other values. */
final class PlainReaders {
  /** Millrace's own name for longs that are a duration in nanoseconds. */
  static final String DURATION_NANOS = "duration-nanos";

  private static final String IN_TIME = "a time within 292,000 years of 1970";
  private static final String IN_DURATION = "at most 292 years";

  private PlainReaders() {}

  /**
   * Null when a component of that type cannot be read from it.
   *
   * @param logical the logical type's name, or empty
   */
  static @Nullable ValueReader of(
      Schema schema, String logical, ValueType type, String rule, AvroFormat format) {
    Schema.Type from = schema.getType();
    boolean isInt = from == Schema.Type.INT;
    boolean isString = from == Schema.Type.STRING;
    return switch (type.kind()) {
      case BOOLEAN -> from == Schema.Type.BOOLEAN ? new Scalars.Flag() : null;
      case BYTE -> isInt ? new Scalars.SmallInt(rule, Byte.MIN_VALUE, Byte.MAX_VALUE) : null;
      case SHORT -> isInt ? new Scalars.SmallInt(rule, Short.MIN_VALUE, Short.MAX_VALUE) : null;
      case INT -> isInt ? new Scalars.Int() : null;
      case LONG ->
          isInt ? new Scalars.Int() : from == Schema.Type.LONG ? new Scalars.Long64() : null;
      case FLOAT, DOUBLE -> real(from, type.kind() == Kind.FLOAT);
      case CHAR -> isString ? new Scalars.Character16(rule) : null;
      case STRING -> text(schema, logical, rule);
      case ENUM ->
          from == Schema.Type.ENUM
              ? new Scalars.Symbol(rule, schema, type.javaClass())
              : isString ? new Scalars.ConstantName(rule, type.javaClass()) : null;
      case INSTANT -> from == Schema.Type.LONG ? instant(logical, rule, format.zone()) : null;
      case LOCAL_DATE -> isInt && logical.equals("date") ? new Scalars.Int() : null;
      case DURATION -> duration(schema, logical, rule);
      case DECIMAL -> decimal(schema, logical, rule);
      case BYTES -> bytes(schema);
      case FLOATS ->
          from == Schema.Type.ARRAY && schema.getElementType().getType() == Schema.Type.FLOAT
              ? new Containers.Floats()
              : null;
      default -> throw new IllegalStateException("not plain: " + type.kind());
    };
  }

  /** The same, in words. */
  static String readable(Kind kind) {
    return switch (kind) {
      case BOOLEAN -> "boolean";
      case BYTE, SHORT, INT -> "int";
      case LONG -> "int and long";
      case FLOAT -> "int, long and float";
      case DOUBLE -> "int, long, float and double";
      case CHAR -> "string";
      case STRING -> "string, bytes, enum and uuid";
      case ENUM -> "enum and string";
      case INSTANT -> "timestamp-millis, -micros and -nanos, and with a zone local-timestamp-…";
      case LOCAL_DATE -> "date";
      case DURATION -> "duration, duration-nanos, time-millis and time-micros";
      case DECIMAL -> "decimal, big-decimal and string";
      case BYTES -> "bytes, string and fixed";
      case FLOATS -> "array of float";
      case NESTED -> "record";
      case OPTIONAL -> "a union of null and its value's type";
      case LIST -> "array";
      case MAP -> "map";
    };
  }

  private static @Nullable ValueReader real(Schema.Type from, boolean single) {
    return switch (from) {
      case INT, LONG, FLOAT -> new Scalars.Real(from, single);
      case DOUBLE -> single ? null : new Scalars.Real(from, false);
      default -> null;
    };
  }

  private static @Nullable ValueReader text(Schema schema, String logical, String rule) {
    boolean isNumber = logical.equals("decimal") || logical.equals(Decimals.ANY_SCALE);
    return switch (schema.getType()) {
      case STRING -> new Texts.Utf8(rule);
      case BYTES -> isNumber ? null : new Texts.Utf8(rule);
      case ENUM -> new Texts.SymbolName(schema.getEnumSymbols());
      case FIXED ->
          logical.equals("uuid") && schema.getFixedSize() == 16 ? new Texts.UuidText() : null;
      default -> null;
    };
  }

  private static @Nullable ValueReader instant(String logical, String rule, @Nullable ZoneId zone) {
    return switch (logical) {
      case "timestamp-millis" -> new Scalars.Multiplied(rule, IN_TIME, 1000);
      case "timestamp-micros" -> new Scalars.Long64();
      case "timestamp-nanos" -> new Scalars.NanosToMicros();
      case "local-timestamp-millis" ->
          zone == null ? null : new Scalars.LocalTime(rule, new LocalClock(zone), 1_000);
      case "local-timestamp-micros" ->
          zone == null ? null : new Scalars.LocalTime(rule, new LocalClock(zone), 1_000_000);
      default -> null;
    };
  }

  private static @Nullable ValueReader duration(Schema schema, String logical, String rule) {
    return switch (logical) {
      case DURATION_NANOS -> schema.getType() == Schema.Type.LONG ? new Scalars.Long64() : null;
      case "time-millis" ->
          schema.getType() == Schema.Type.INT
              ? new Scalars.Multiplied(rule, IN_DURATION, 1_000_000)
              : null;
      case "time-micros" ->
          schema.getType() == Schema.Type.LONG
              ? new Scalars.Multiplied(rule, IN_DURATION, 1000)
              : null;
      case "duration" ->
          schema.getType() == Schema.Type.FIXED && schema.getFixedSize() == 12
              ? new Scalars.MonthsDaysMillis(rule)
              : null;
      default -> null;
    };
  }

  private static @Nullable ValueReader decimal(Schema schema, String logical, String rule) {
    if (schema.getType() == Schema.Type.STRING) {
      return new Decimals.Written(rule);
    }
    if (schema.getType() == Schema.Type.BYTES && logical.equals(Decimals.ANY_SCALE)) {
      return new Decimals.AnyScale(rule);
    }
    boolean hasBytes =
        schema.getType() == Schema.Type.BYTES || schema.getType() == Schema.Type.FIXED;
    return hasBytes && schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
        ? new Decimals.Scaled(
            rule,
            decimal.getScale(),
            schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : -1)
        : null;
  }

  private static @Nullable ValueReader bytes(Schema schema) {
    return switch (schema.getType()) {
      case BYTES, STRING -> new Containers.Bytes(-1);
      case FIXED -> new Containers.Bytes(schema.getFixedSize());
      default -> null;
    };
  }
}
