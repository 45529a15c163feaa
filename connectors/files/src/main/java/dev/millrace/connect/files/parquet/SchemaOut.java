package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.LogicalTypes;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** A shape as the schema of a file, with what writes each of its components. */
final class SchemaOut {
  private final PageCompression compression;

  /** Parents before their children, the root first. */
  final List<SchemaElement> elements = new ArrayList<>();

  final List<LeafWriter> leaves = new ArrayList<>();
  final List<ColumnOut> columns = new ArrayList<>();

  /** Units of columns that have one. */
  final Map<String, String> properties = new TreeMap<>();

  /** Where a column stands: its names and the levels of the node around it. */
  private record Place(List<String> path, int repetition, int definition) {
    Place in(String name, int repetitions, int definitions) {
      List<String> longer = new ArrayList<>(path);
      longer.add(name);
      return new Place(longer, repetition + repetitions, definition + definitions);
    }
  }

  SchemaOut(Shape<?> shape, ColumnNames names, PageCompression compression) {
    this.compression = compression;
    elements.add(new SchemaElement("row").setNum_children(shape.components().size()));
    Place root = new Place(List.of(), 0, 0);
    for (Component component : shape.components()) {
      columns.add(add(component.type(), names.nameOf(component), component.nullable(), root));
    }
  }

  private ColumnOut add(ValueType type, String name, boolean nullable, Place around) {
    if (type.kind() == Kind.OPTIONAL) {
      return new ColumnOut.OfOptional(add(type.elements().get(0), name, true, around));
    }
    Place place = around.in(name, 0, nullable ? 1 : 0);
    SchemaElement element = new SchemaElement(name);
    element.setRepetition_type(
        nullable ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
    elements.add(element);
    return switch (type.kind()) {
      case LIST, FLOATS -> list(type, element, place, around.definition());
      case MAP -> map(type, element, place, around.definition());
      case NESTED -> parts(type, element, place, around.definition());
      default -> leaf(type, element, place, around.definition());
    };
  }

  private ColumnOut list(ValueType type, SchemaElement element, Place place, int ofNull) {
    annotate(element, LogicalTypes.LIST, ConvertedType.LIST).setNum_children(1);
    elements.add(repeated("list", 1));
    ValueType inner =
        type.kind() == Kind.FLOATS
            ? new ValueType(Kind.FLOAT, float.class, List.of(), null)
            : type.elements().get(0);
    Place list = place.in("list", 1, 1);
    return new ColumnOut.OfList(
        ofNull, list.repetition(), place.definition(), add(inner, "element", false, list));
  }

  private ColumnOut map(ValueType type, SchemaElement element, Place place, int ofNull) {
    annotate(element, LogicalTypes.MAP, ConvertedType.MAP).setNum_children(1);
    elements.add(repeated("key_value", 2));
    Place entry = place.in("key_value", 1, 1);
    ValueType text = new ValueType(Kind.STRING, String.class, List.of(), null);
    return new ColumnOut.OfMap(
        ofNull,
        entry.repetition(),
        place.definition(),
        add(text, "key", false, entry),
        add(type.elements().get(0), "value", false, entry));
  }

  private static SchemaElement repeated(String name, int children) {
    return new SchemaElement(name)
        .setRepetition_type(FieldRepetitionType.REPEATED)
        .setNum_children(children);
  }

  private ColumnOut parts(ValueType type, SchemaElement element, Place place, int ofNull) {
    Shape<?> shape = Objects.requireNonNull(type.nested());
    element.setNum_children(shape.components().size());
    List<ColumnOut> parts = new ArrayList<>();
    for (Component part : shape.components()) {
      parts.add(add(part.type(), part.name(), part.nullable(), place));
    }
    return new ColumnOut.OfParts(ofNull, shape, parts);
  }

  private ColumnOut leaf(ValueType type, SchemaElement element, Place place, int ofNull) {
    Type physical = physical(type.kind());
    element.setType(physical);
    switch (type.kind()) {
      case BYTE -> annotate(element, LogicalTypes.INT_8, ConvertedType.INT_8);
      case SHORT -> annotate(element, LogicalTypes.INT_16, ConvertedType.INT_16);
      case CHAR -> annotate(element, LogicalTypes.UINT_16, ConvertedType.UINT_16);
      case STRING, ENUM, DECIMAL -> annotate(element, LogicalTypes.UTF8, ConvertedType.UTF8);
      case LOCAL_DATE -> annotate(element, LogicalTypes.DATE, ConvertedType.DATE);
      case INSTANT ->
          annotate(element, LogicalTypes.TIMESTAMP_MICROS, ConvertedType.TIMESTAMP_MICROS);
      case DURATION ->
          properties.put(Units.keyOf(String.join(".", place.path())), Units.NANOSECONDS);
      default -> {}
    }
    SchemaNode node =
        new SchemaNode(
            element.getName(),
            String.join(".", place.path()),
            element.getRepetition_type(),
            physical,
            0,
            Annotation.of(element),
            place.repetition(),
            place.definition(),
            leaves.size(),
            List.of());
    PrimitiveTypeName primitive =
        PrimitiveTypeName.valueOf(physical == Type.BYTE_ARRAY ? "BINARY" : physical.name());
    ColumnDescriptor descriptor =
        new ColumnDescriptor(
            place.path().toArray(new String[0]),
            Types.required(primitive).named(element.getName()),
            place.repetition(),
            place.definition());
    LeafWriter writer = new LeafWriter(node, descriptor, compression);
    leaves.add(writer);
    return new ColumnOut.OfLeaf(writer, type, ofNull);
  }

  private static Type physical(Kind kind) {
    return switch (kind) {
      case BOOLEAN -> Type.BOOLEAN;
      case BYTE, SHORT, CHAR, INT, LOCAL_DATE -> Type.INT32;
      case LONG, INSTANT, DURATION -> Type.INT64;
      case FLOAT -> Type.FLOAT;
      case DOUBLE -> Type.DOUBLE;
      case STRING, ENUM, DECIMAL, BYTES -> Type.BYTE_ARRAY;
      default -> throw new IllegalStateException(kind + " is more than one value");
    };
  }

  /** Both ways of saying it: older readers know only the second. */
  private static SchemaElement annotate(
      SchemaElement element, LogicalType type, ConvertedType older) {
    return element.setLogicalType(type).setConverted_type(older);
  }
}
