package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.parquet.Annotation.Tag;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Whether a component can be read from a node of a file's schema, and how. What would change a
 * value is refused; wider types take narrower columns.
 */
final class TypeFit {
  private static final String TEXT = "BYTE_ARRAY STRING";

  private final Map<String, String> properties;
  private final @Nullable ZoneId zone;

  /**
   * @param properties the file's, which may name units
   * @param zone of times that are local
   */
  TypeFit(Map<String, String> properties, @Nullable ZoneId zone) {
    this.properties = properties;
    this.zone = zone;
  }

  /**
   * @param component its name, with those around it: {@code point.x}
   */
  Fit fit(ValueType type, SchemaNode node, String component) throws MisfitException {
    if (node.isRepeated() && type.kind() != Kind.LIST && type.kind() != Kind.FLOATS) {
      throw misfit(type, node, component);
    }
    return switch (type.kind()) {
      case OPTIONAL -> new Fit.Present(type, fit(type.elements().get(0), node, component));
      case LIST, FLOATS -> items(type, node, component);
      case MAP -> entries(type, node, component);
      case NESTED -> parts(type, node, component);
      default -> scalar(type, node, component);
    };
  }

  private Fit scalar(ValueType type, SchemaNode node, String component) throws MisfitException {
    Fit fit =
        switch (type.kind()) {
          case BOOLEAN ->
              node.physical() == Type.BOOLEAN ? new Fit.Longs(node, type, LongRule.AS_IS, 0) : null;
          case BYTE, SHORT, CHAR, INT, LONG -> whole(type, node);
          case FLOAT -> node.physical() == Type.FLOAT ? new Fit.Doubles(node, type) : null;
          case DOUBLE -> real(type, node);
          case STRING -> isText(node) ? new Fit.Bytes(node, type, BytesRule.text()) : null;
          case ENUM -> isText(node) ? new Fit.Bytes(node, type, BytesRule.constant(type)) : null;
          case INSTANT -> time(type, node, component);
          case LOCAL_DATE ->
              node.physical() == Type.INT32 && node.annotation().tag() == Tag.DATE
                  ? new Fit.Longs(node, type, LongRule.AS_IS, 0)
                  : null;
          case DURATION -> duration(type, node, component);
          case DECIMAL -> decimal(type, node);
          case BYTES -> isBytes(node) ? new Fit.Bytes(node, type, BytesRule.bytes()) : null;
          default -> null;
        };
    if (fit == null) {
      throw misfit(type, node, component);
    }
    return fit;
  }

  private static @Nullable Fit whole(ValueType type, SchemaNode node) {
    if (!isWhole(node)) {
      return null;
    }
    Annotation annotation = node.annotation();
    boolean isInt = node.physical() == Type.INT32;
    boolean signed = annotation.tag() == Tag.NONE || annotation.flag();
    int bits = annotation.tag() == Tag.NONE ? (isInt ? 32 : 64) : annotation.bits();
    // The bits of a magnitude decide, and a char has no sign at all.
    int room =
        switch (type.kind()) {
          case BYTE -> 7;
          case SHORT -> 15;
          case CHAR -> 16;
          case INT -> 31;
          default -> 63;
        };
    int needed = signed ? bits - 1 : bits;
    if (needed > room || (signed && type.kind() == Kind.CHAR)) {
      return null;
    }
    LongRule rule =
        isInt && !signed && bits == 32
            ? LongRule.unsignedInt()
            : LongRule.within(type.kind(), isInt);
    return new Fit.Longs(node, type, rule, 0);
  }

  private static boolean isWhole(SchemaNode node) {
    Tag tag = node.annotation().tag();
    return (node.physical() == Type.INT32 || node.physical() == Type.INT64)
        && (tag == Tag.NONE || tag == Tag.INT);
  }

  private static @Nullable Fit real(ValueType type, SchemaNode node) {
    Annotation annotation = node.annotation();
    boolean exactInt =
        node.physical() == Type.INT32
            && isWhole(node)
            && (annotation.tag() == Tag.NONE || annotation.flag() || annotation.bits() < 32);
    return node.physical() == Type.DOUBLE || node.physical() == Type.FLOAT || exactInt
        ? new Fit.Doubles(node, type)
        : null;
  }

  /** Columns without an annotation may be text: older writers gave none. Values are looked at. */
  private static boolean isText(SchemaNode node) {
    return node.physical() == Type.BYTE_ARRAY
        && switch (node.annotation().tag()) {
          case NONE, STRING, ENUM, JSON -> true;
          default -> false;
        };
  }

  private static boolean isBytes(SchemaNode node) {
    return (node.physical() == Type.BYTE_ARRAY || node.physical() == Type.FIXED_LEN_BYTE_ARRAY)
        && switch (node.annotation().tag()) {
          case NONE, STRING, ENUM, JSON, BSON -> true;
          default -> false;
        };
  }

  private @Nullable Fit time(ValueType type, SchemaNode node, String component)
      throws MisfitException {
    if (node.physical() == Type.INT96) {
      return new Fit.Bytes(node, type, BytesRule.julianTime(type.grain()));
    }
    Annotation annotation = node.annotation();
    if (node.physical() != Type.INT64 || annotation.tag() != Tag.TIMESTAMP) {
      return null;
    }
    Annotation.Unit unit = Objects.requireNonNull(annotation.unit());
    long grain = unit == Annotation.Unit.MILLIS ? 1 : type.grain();
    if (annotation.flag()) {
      return new Fit.Longs(node, type, LongRule.time(unit).inSteps(grain), 0);
    }
    if (zone == null) {
      throw MisfitException.localTime(node, component);
    }
    return new Fit.Longs(node, type, LongRule.localTime(unit, zone).inSteps(grain), 0);
  }

  private @Nullable Fit duration(ValueType type, SchemaNode node, String component)
      throws MisfitException {
    if (node.physical() != Type.INT64 || node.annotation().tag() != Tag.NONE) {
      return null;
    }
    if (!Units.NANOSECONDS.equals(properties.get(Units.keyOf(node.path())))) {
      throw MisfitException.unit(node, component);
    }
    return new Fit.Longs(node, type, LongRule.AS_IS, 0);
  }

  private static @Nullable Fit decimal(ValueType type, SchemaNode node) {
    Annotation annotation = node.annotation();
    Type physical = node.physical();
    if (annotation.tag() == Tag.DECIMAL) {
      return physical == Type.INT32 || physical == Type.INT64
          ? new Fit.Longs(node, type, LongRule.AS_IS, annotation.scale())
          : new Fit.Bytes(node, type, BytesRule.decimal(annotation.scale()));
    }
    if (annotation.tag() == Tag.STRING && physical == Type.BYTE_ARRAY) {
      return new Fit.Bytes(node, type, BytesRule.decimalText());
    }
    boolean unsigned = annotation.tag() == Tag.INT && !annotation.flag();
    return isWhole(node) && !unsigned ? new Fit.Longs(node, type, LongRule.AS_IS, 0) : null;
  }

  /**
   * A group LIST of a repeated group of one element; or, as older writers have it, of repeated
   * elements; or a repeated column by itself.
   */
  private Fit items(ValueType type, SchemaNode node, String component) throws MisfitException {
    ValueType element =
        type.kind() == Kind.FLOATS
            ? new ValueType(Kind.FLOAT, float.class, List.of(), null)
            : type.elements().get(0);
    if (node.isRepeated()) {
      return new Fit.Items(node.definition() - 1, node, type, fit(element, once(node), component));
    }
    boolean isList = node.isGroup() && node.children().size() == 1;
    if (!isList || !node.children().get(0).isRepeated()) {
      throw misfit(type, node, component);
    }
    SchemaNode repeated = node.children().get(0);
    boolean wrapped =
        repeated.children().size() == 1
            && !repeated.name().equals("array")
            && !repeated.name().equals(node.name() + "_tuple")
            && !repeated.children().get(0).isRepeated();
    SchemaNode inner = wrapped ? repeated.children().get(0) : once(repeated);
    return new Fit.Items(node.definition(), repeated, type, fit(element, inner, component));
  }

  /** A repeated node as the element that it is. */
  private static SchemaNode once(SchemaNode node) {
    return new SchemaNode(
        node.name(),
        node.path(),
        org.apache.parquet.format.FieldRepetitionType.REQUIRED,
        node.physical(),
        node.length(),
        node.annotation(),
        node.repetition(),
        node.definition(),
        node.leaf(),
        node.children());
  }

  private Fit entries(ValueType type, SchemaNode node, String component) throws MisfitException {
    SchemaNode repeated =
        node.isGroup() && node.annotation().tag() == Tag.MAP && node.children().size() == 1
            ? node.children().get(0)
            : null;
    if (repeated == null || !repeated.isRepeated() || repeated.children().size() != 2) {
      throw misfit(type, node, component);
    }
    SchemaNode key = repeated.children().get(0);
    ValueType text = new ValueType(Kind.STRING, String.class, List.of(), null);
    return new Fit.Entries(
        node.definition(),
        repeated,
        type,
        fit(text, key, component + " key"),
        fit(type.elements().get(0), repeated.children().get(1), component));
  }

  private Fit parts(ValueType type, SchemaNode node, String component) throws MisfitException {
    if (!node.isGroup() || node.annotation().tag() != Tag.NONE) {
      throw misfit(type, node, component);
    }
    Shape<?> shape = Objects.requireNonNull(type.nested());
    ColumnNames.Match match = ColumnNames.BY_NAME.match(shape.components(), node.childNames());
    List<Fit> parts = new ArrayList<>();
    for (Component part : shape.components()) {
      String name = component + "." + part.name();
      int field = match.fieldOf[part.index()];
      if (field < 0) {
        throw MisfitException.missing(node, name);
      }
      parts.add(fit(part.type(), node.children().get(field), name));
    }
    return new Fit.Parts(node, type, shape, parts);
  }

  private static MisfitException misfit(ValueType type, SchemaNode node, String component) {
    return MisfitException.type(node, component, type.describe(), wanted(type));
  }

  private static String wanted(ValueType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case BYTE -> "INT32 INT(8, signed)";
      case SHORT -> "INT32 INT(16, signed)";
      case CHAR -> "INT32 INT(16, unsigned)";
      case INT -> "INT32";
      case LONG, DURATION -> "INT64";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case STRING, ENUM -> TEXT;
      case INSTANT -> "INT64 TIMESTAMP(MICROS, UTC)";
      case LOCAL_DATE -> "INT32 DATE";
      case DECIMAL -> "DECIMAL or " + TEXT;
      case BYTES -> "BYTE_ARRAY";
      case FLOATS, LIST -> "a group LIST of such elements";
      case MAP -> "a group MAP with keys of " + TEXT;
      case NESTED -> "a group of its components";
      case OPTIONAL -> wanted(type.elements().get(0));
    };
  }
}
