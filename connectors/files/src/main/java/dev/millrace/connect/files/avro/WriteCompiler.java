package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.avro.RecordWriter.Step;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How rows of a shape are written as records of a schema: every component has a field that can hold
 * all of its values, or refuses single ones at the row; every field has a component or a default.
 */
final class WriteCompiler {
  /** What comes of it; with mismatches there is nothing to write with. */
  record Result(RecordWriter record, List<Mismatch> mismatches) {}

  private final @Nullable ZoneId zone;
  private final List<Mismatch> mismatches = new ArrayList<>();

  private WriteCompiler(@Nullable ZoneId zone) {
    this.zone = zone;
  }

  static Result compile(Schema schema, Shape<?> shape, ColumnNames names, @Nullable ZoneId zone) {
    WriteCompiler compiler = new WriteCompiler(zone);
    if (schema.getType() != Schema.Type.RECORD) {
      compiler.mismatch(
          "is " + SchemaText.describe(schema) + ", not a record",
          "a row is a record",
          "give the schema of a record");
      return new Result(new RecordWriter(List.of()), compiler.mismatches);
    }
    RecordWriter record = compiler.record(schema, shape, "", names);
    return new Result(record, List.copyOf(compiler.mismatches));
  }

  private void mismatch(String what, String why, String fix) {
    mismatches.add(new Mismatch(FilesCode.AVRO_SCHEMA, what, why, fix));
  }

  private RecordWriter record(Schema schema, Shape<?> shape, String prefix, ColumnNames names) {
    List<Step> steps = new ArrayList<>();
    Set<String> written = new HashSet<>();
    for (Schema.Field field : schema.getFields()) {
      Component component = componentOf(field, shape, names);
      if (component == null) {
        constant(prefix, field, steps);
        continue;
      }
      written.add(component.name());
      ValueWriter writer = component(prefix + component.name(), component, field.schema());
      if (writer != null) {
        steps.add(Step.of(component.index(), component.name(), writer));
      }
    }
    for (Component component : shape.components()) {
      if (!written.contains(component.name())) {
        mismatch(
            "has no field '" + prefix + names.nameOf(component) + "'",
            "the values of component '" + prefix + component.name() + "' would be lost",
            "add the field, name it with column(..), or map to a row without the component");
      }
    }
    return new RecordWriter(steps);
  }

  private static @Nullable Component componentOf(
      Schema.Field field, Shape<?> shape, ColumnNames names) {
    return shape.components().stream()
        .filter(each -> names.nameOf(each).equals(field.name()))
        .findFirst()
        .orElse(null);
  }

  /** A field that no component fills has its default in every record. */
  private void constant(String prefix, Schema.Field field, List<Step> steps) {
    if (!field.hasDefaultValue()) {
      mismatch(
          "has field '" + prefix + field.name() + "', which no component fills",
          "it has no default either, so it would have no value",
          "name its component with column(..), or give it a default");
      return;
    }
    try {
      steps.add(Step.of(Defaults.bytes(field)));
    } catch (IOException | AvroRuntimeException notDefault) {
      mismatch(
          "has field '" + prefix + field.name() + "' with a default that cannot be written",
          "it is "
              + field.defaultVal()
              + ", and the type is "
              + SchemaText.describe(field.schema()),
          "correct the default");
    }
  }

  private @Nullable ValueWriter component(String path, Component component, Schema schema) {
    ValueWriter writer = value(path, component.type(), schema, component.nullable());
    if (component.nullable() && component.kind() == Kind.OPTIONAL) {
      mismatch(
          "cannot tell null from empty for component '" + path + "'",
          "both would be read back as null",
          "take @Nullable out, or the Optional");
    }
    return writer;
  }

  private @Nullable ValueWriter value(
      String path, ValueType type, Schema schema, boolean mayBeNull) {
    boolean isOptional = type.kind() == Kind.OPTIONAL;
    ValueType inner = isOptional ? type.elements().get(0) : type;
    if (isOptional && inner.kind() == Kind.OPTIONAL) {
      mismatch(
          "cannot hold component '" + path + "', " + type.describe(),
          "a union of Avro holds no other union",
          "write one Optional");
      return null;
    }
    if (schema.getType() != Schema.Type.UNION) {
      return mayBeNull || isOptional
          ? refuse(path, type, schema, ", which may be null")
          : present(path, inner, schema);
    }
    List<Schema> branches = schema.getTypes();
    int nullBranch = branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
    if (branches.size() != 2 || branches.get(nullBranch).getType() != Schema.Type.NULL) {
      return refuse(path, type, schema);
    }
    ValueWriter writer = present(path, inner, branches.get(1 - nullBranch));
    if (writer == null) {
      return null;
    }
    return isOptional
        ? new ObjectWriters.OfOptional(nullBranch, writer)
        : new ObjectWriters.Nullable(nullBranch, writer);
  }

  private @Nullable ValueWriter present(String path, ValueType type, Schema schema) {
    return switch (type.kind()) {
      case NESTED -> nested(path, type, schema);
      case LIST -> list(path, type, schema);
      case MAP -> map(path, type, schema);
      default -> {
        ValueWriter writer = PlainWriters.of(schema, type, zone);
        yield writer == null ? refuse(path, type, schema) : writer;
      }
    };
  }

  private @Nullable ValueWriter nested(String path, ValueType type, Schema schema) {
    Shape<?> shape = type.nested();
    return schema.getType() != Schema.Type.RECORD || shape == null
        ? refuse(path, type, schema)
        : new ObjectWriters.Element<>(
            shape, record(schema, shape, path + ".", ColumnNames.BY_NAME));
  }

  private @Nullable ValueWriter list(String path, ValueType type, Schema schema) {
    if (schema.getType() != Schema.Type.ARRAY) {
      return refuse(path, type, schema);
    }
    ValueWriter item = value(path + "[]", type.elements().get(0), schema.getElementType(), false);
    return item == null ? null : new ObjectWriters.Items(item);
  }

  private @Nullable ValueWriter map(String path, ValueType type, Schema schema) {
    if (schema.getType() != Schema.Type.MAP) {
      return refuse(path, type, schema);
    }
    ValueWriter value = value(path + "{}", type.elements().get(0), schema.getValueType(), false);
    return value == null ? null : new ObjectWriters.Entries(value);
  }

  private @Nullable ValueWriter refuse(String path, ValueType type, Schema schema) {
    return refuse(path, type, schema, "");
  }

  private @Nullable ValueWriter refuse(String path, ValueType type, Schema schema, String detail) {
    boolean isEnum = type.kind() == Kind.ENUM && schema.getType() == Schema.Type.ENUM;
    mismatch(
        "has component '"
            + path
            + "', "
            + type.describe()
            + ", as "
            + SchemaText.describe(schema)
            + (isEnum ? " with the symbols " + String.join(", ", schema.getEnumSymbols()) : ""),
        "it cannot hold every value of the component" + detail,
        "change the field's type, or map to a row with another");
    return null;
  }
}
