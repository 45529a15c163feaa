package dev.millrace.connect.files.avro;

import dev.millrace.record.ElementStyle.Faults;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.util.Utf8;

/**
 * Which fields of a generated class can be components, told from their schema and from the type
 * that Avro gave them in Java. What is wrong here has a remedy in the schema or in how the class
 * was generated; other types of Java are refused as they are in records.
 */
final class GeneratedTypes {
  private final Faults faults;

  GeneratedTypes(Faults faults) {
    this.faults = faults;
  }

  /** Whether null is one of two types of a union. */
  static boolean isNullable(Schema schema) {
    return schema.getType() == Schema.Type.UNION
        && schema.getTypes().size() == 2
        && schema.getTypes().stream().anyMatch(each -> each.getType() == Schema.Type.NULL);
  }

  /** The type that is not null. */
  static Schema present(Schema schema) {
    if (!isNullable(schema)) {
      return schema;
    }
    List<Schema> branches = schema.getTypes();
    return branches.get(branches.get(0).getType() == Schema.Type.NULL ? 1 : 0);
  }

  /** False, with one fault, for a field that cannot be a component. */
  boolean isComponent(Schema.Field field, Type holds) {
    return isValue(field.name(), present(field.schema()), holds);
  }

  private boolean fault(String at, String reason, String fix) {
    faults.add(at, reason, fix);
    return false;
  }

  private boolean isValue(String at, Schema schema, Type holds) {
    return switch (schema.getType()) {
      case UNION ->
          fault(
              at,
              "it is " + SchemaText.describe(schema),
              "a component has one type: of a union only null and one other type can be read");
      case NULL -> fault(at, "it is never anything but null", "take the field out of the schema");
      case STRING -> isText(at, holds);
      case BYTES, FIXED -> holds == BigDecimal.class || noBytes(at, schema, holds);
      case INT, LONG -> isNumberOrTime(at, schema, holds);
      case ENUM -> isEnum(at, schema, holds);
      case ARRAY -> isInside(at + "[]", "List", schema.getElementType(), holds, 0);
      case MAP ->
          isText(at, argument(holds, 0))
              && isInside(at + "{}", "Map", schema.getValueType(), holds, 1);
      default -> true;
    };
  }

  private static Type argument(Type holds, int index) {
    return holds instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  private boolean isInside(String at, String container, Schema schema, Type holds, int argument) {
    if (isNullable(schema)) {
      return fault(
          at,
          "nothing inside a " + container + " may be null",
          "take null out of its union in the schema, and leave such items out");
    }
    return isValue(at, schema, argument(holds, argument));
  }

  private boolean isText(String at, Type holds) {
    if (holds == CharSequence.class || holds == Utf8.class) {
      return fault(
          at,
          "its text is a " + ((Class<?>) holds).getSimpleName() + ", which can change",
          "generate the class with stringType String: <stringType>String</stringType> of"
              + " avro-maven-plugin, -string of avro-tools");
    }
    return holds != UUID.class
        || fault(
            at,
            "it is a java.util.UUID",
            "take the logical type uuid out of the schema: the same text is a String then");
  }

  private boolean noBytes(String at, Schema schema, Type holds) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
      return fault(
          at,
          "its decimals are " + (holds == ByteBuffer.class ? "a ByteBuffer" : "a fixed"),
          "generate the class with enableDecimalLogicalType: "
              + "<enableDecimalLogicalType>true</enableDecimalLogicalType> of avro-maven-plugin,"
              + " -bigDecimal of avro-tools");
    }
    return fault(
        at,
        schema.getType() == Schema.Type.FIXED
            ? "it is a " + SchemaText.describe(schema)
            : "its bytes are a ByteBuffer, which changes when it is read",
        "declare a record with a byte[] for it; files are read and written by names all the same");
  }

  private boolean isNumberOrTime(String at, Schema schema, Type holds) {
    boolean isTime = holds instanceof Class<?> type && type.getPackageName().equals("java.time");
    if (!isTime || holds == Instant.class || holds == LocalDate.class) {
      return true;
    }
    return fault(
        at,
        "it is a "
            + ((Class<?>) holds).getSimpleName()
            + ", of the logical type "
            + SchemaText.logicalType(schema),
        "take the logical type out of the schema, and it is a number; or make it a timestamp-millis,"
            + " a timestamp-micros or a date");
  }

  /** Where Avro had to change a symbol that is a word of Java's, files would not know it again. */
  private boolean isEnum(String at, Schema schema, Type holds) {
    if (!(holds instanceof Class<?> type) || !type.isEnum()) {
      return true;
    }
    List<String> constants = Scalars.Symbol.names(type);
    List<String> symbols = schema.getEnumSymbols();
    for (int i = 0; i < symbols.size() && constants.size() == symbols.size(); i++) {
      if (!symbols.get(i).equals(constants.get(i))) {
        return fault(
            at,
            "the constant of its symbol '" + symbols.get(i) + "' is " + constants.get(i),
            "give the symbol another name in the schema: this one is a word of Java's");
      }
    }
    return true;
  }
}
