package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * The schema that rows of a shape are written with when nobody gives one. Names are the classes'
 * own: {@code dev.shop.Retail.DailyRevenue}. A class that Avro generated brings its schema.
 */
final class ShapeSchema {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Records and enums that stand in the schema already; a second time only their name does. */
  private final Map<Class<?>, Schema> named = new HashMap<>();

  private ShapeSchema() {}

  /**
   * What keeps a shape from having a schema is found by {@link WriteCompiler}.
   *
   * @throws org.apache.avro.AvroRuntimeException when a name is none of Avro's
   */
  static Schema of(Shape<?> shape, ColumnNames names) {
    return new ShapeSchema().record(shape, names);
  }

  private Schema record(Shape<?> shape, ColumnNames names) {
    Schema known = named.get(shape.type());
    if (known != null) {
      return known;
    }
    Schema own = GeneratedClasses.schemaOf(shape.type());
    if (own != null) {
      return own;
    }
    Schema made = Schema.createRecord(fullName(shape.type()), null, null, false);
    named.put(shape.type(), made);
    List<Schema.Field> fields = new ArrayList<>();
    for (Component component : shape.components()) {
      Schema type = type(component.type());
      boolean mayBeNull = component.nullable() || component.kind() == Kind.OPTIONAL;
      Schema field = component.nullable() ? nullable(type) : type;
      String name = required(names.nameOf(component));
      fields.add(
          mayBeNull
              ? new Schema.Field(name, field, null, Schema.Field.NULL_DEFAULT_VALUE)
              : new Schema.Field(name, field));
    }
    made.setFields(fields);
    return made;
  }

  /** Avro's library lets letters of all alphabets pass, which the specification does not. */
  private static String required(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new SchemaParseException("'" + name + "' is not a name that Avro allows");
    }
    return name;
  }

  private static Schema nullable(Schema type) {
    // A union of a union is none of Avro's: WriteCompiler refuses the component, by name.
    return type.isUnion() ? type : Schema.createUnion(Schema.create(Schema.Type.NULL), type);
  }

  private Schema type(ValueType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case BYTE, SHORT, INT -> Schema.create(Schema.Type.INT);
      case LONG -> Schema.create(Schema.Type.LONG);
      case FLOAT -> Schema.create(Schema.Type.FLOAT);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case CHAR, STRING -> Schema.create(Schema.Type.STRING);
      case ENUM -> enumeration(type.javaClass());
      case INSTANT -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case LOCAL_DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case DURATION -> logical(Schema.Type.LONG, PlainReaders.DURATION_NANOS);
      case DECIMAL -> logical(Schema.Type.BYTES, Decimals.ANY_SCALE);
      case BYTES -> Schema.create(Schema.Type.BYTES);
      case FLOATS -> Schema.createArray(Schema.create(Schema.Type.FLOAT));
      case NESTED -> nested(type);
      case OPTIONAL -> nullable(type(type.elements().get(0)));
      case LIST -> Schema.createArray(type(type.elements().get(0)));
      case MAP -> Schema.createMap(type(type.elements().get(0)));
    };
  }

  private Schema nested(ValueType type) {
    Shape<?> shape = type.nested();
    if (shape == null) {
      throw new IllegalStateException("a nested type without a shape");
    }
    return record(shape, ColumnNames.BY_NAME);
  }

  /** A logical type that Avro's library does not know: to it, the plain type with a property. */
  private static Schema logical(Schema.Type type, String name) {
    Schema schema = Schema.create(type);
    schema.addProp("logicalType", name);
    return schema;
  }

  private Schema enumeration(Class<?> type) {
    Schema known = named.getOrDefault(type, GeneratedClasses.schemaOf(type));
    if (known == null) {
      List<String> symbols = Scalars.Symbol.names(type);
      symbols.forEach(ShapeSchema::required);
      known = Schema.createEnum(fullName(type), null, null, symbols);
      named.put(type, known);
    }
    return known;
  }

  /** The class's name, with what no name of Avro's has replaced by an underscore. */
  private static String fullName(Class<?> type) {
    return type.getName()
        .replace('$', '.')
        .replaceAll("[^A-Za-z0-9_.]", "_")
        .replaceAll("(^|\\.)(?=[0-9.]|$)", "$1_");
  }
}
