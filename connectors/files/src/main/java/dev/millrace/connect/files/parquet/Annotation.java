package dev.millrace.connect.files.parquet;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What a column's or a group's values mean, from either of the two ways in which files say it.
 *
 * @param bits of an INT
 * @param flag whether an INT is signed, whether a TIMESTAMP is UTC
 * @param unit of a TIMESTAMP
 * @param precision of a DECIMAL
 * @param scale of a DECIMAL
 */
record Annotation(Tag tag, int bits, boolean flag, @Nullable Unit unit, int precision, int scale) {
  enum Tag {
    NONE,
    STRING,
    ENUM,
    JSON,
    BSON,
    DECIMAL,
    DATE,
    TIMESTAMP,
    INT,
    LIST,
    MAP,
    /** Known to Parquet and of no use to any component. */
    OTHER
  }

  enum Unit {
    MILLIS,
    MICROS,
    NANOS
  }

  static final Annotation NONE = of(Tag.NONE);

  private static Annotation of(Tag tag) {
    return new Annotation(tag, 0, false, null, 0, 0);
  }

  private static Annotation integer(int bits, boolean signed) {
    return new Annotation(Tag.INT, bits, signed, null, 0, 0);
  }

  private static Annotation timestamp(Unit unit, boolean utc) {
    return new Annotation(Tag.TIMESTAMP, 0, utc, unit, 0, 0);
  }

  private static Annotation decimal(int precision, int scale) {
    return new Annotation(Tag.DECIMAL, 0, false, null, precision, scale);
  }

  static Annotation of(SchemaElement element) {
    if (element.isSetLogicalType()) {
      return ofLogical(element.getLogicalType());
    }
    return element.isSetConverted_type() ? ofConverted(element) : NONE;
  }

  private static Annotation ofLogical(LogicalType type) {
    return switch (type.getSetField()) {
      case STRING -> of(Tag.STRING);
      case ENUM -> of(Tag.ENUM);
      case JSON -> of(Tag.JSON);
      case BSON -> of(Tag.BSON);
      case DATE -> of(Tag.DATE);
      case LIST -> of(Tag.LIST);
      case MAP -> of(Tag.MAP);
      case DECIMAL -> decimal(type.getDECIMAL().getPrecision(), type.getDECIMAL().getScale());
      case INTEGER -> {
        IntType integer = type.getINTEGER();
        yield integer(integer.getBitWidth(), integer.isIsSigned());
      }
      case TIMESTAMP -> {
        TimestampType time = type.getTIMESTAMP();
        yield timestamp(unit(time.getUnit()), time.isIsAdjustedToUTC());
      }
      default -> of(Tag.OTHER);
    };
  }

  private static Unit unit(TimeUnit unit) {
    return switch (unit.getSetField()) {
      case MILLIS -> Unit.MILLIS;
      case MICROS -> Unit.MICROS;
      case NANOS -> Unit.NANOS;
    };
  }

  private static Annotation ofConverted(SchemaElement element) {
    ConvertedType type = element.getConverted_type();
    return switch (type) {
      case UTF8 -> of(Tag.STRING);
      case ENUM -> of(Tag.ENUM);
      case JSON -> of(Tag.JSON);
      case BSON -> of(Tag.BSON);
      case DATE -> of(Tag.DATE);
      case LIST -> of(Tag.LIST);
      case MAP, MAP_KEY_VALUE -> of(Tag.MAP);
      case DECIMAL -> decimal(element.getPrecision(), element.getScale());
      case TIMESTAMP_MILLIS -> timestamp(Unit.MILLIS, true);
      case TIMESTAMP_MICROS -> timestamp(Unit.MICROS, true);
      case UINT_8 -> integer(8, false);
      case UINT_16 -> integer(16, false);
      case UINT_32 -> integer(32, false);
      case UINT_64 -> integer(64, false);
      case INT_8 -> integer(8, true);
      case INT_16 -> integer(16, true);
      case INT_32 -> integer(32, true);
      case INT_64 -> integer(64, true);
      case TIME_MILLIS, TIME_MICROS, INTERVAL -> of(Tag.OTHER);
    };
  }

  /** As people know it: {@code TIMESTAMP(NANOS, UTC)}; empty when there is none. */
  String describe() {
    return switch (tag) {
      case NONE -> "";
      case INT -> "INT(" + bits + (flag ? ", signed)" : ", unsigned)");
      case TIMESTAMP -> "TIMESTAMP(" + unit + (flag ? ", UTC)" : ", local)");
      case DECIMAL -> "DECIMAL(" + precision + ", " + scale + ")";
      case OTHER -> "of a kind that no component has";
      default -> tag.name();
    };
  }
}
