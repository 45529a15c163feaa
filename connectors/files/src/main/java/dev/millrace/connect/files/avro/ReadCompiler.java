package dev.millrace.connect.files.avro;

import dev.millrace.connect.Projection;
import dev.millrace.connect.files.avro.RecordReader.Step;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a file's schema against a shape, as Avro resolves a writer's schema against a reader's:
 * fields by name or alias, promotions of numbers and between string and bytes, fields that the
 * shape does not have passed over.
 */
final class ReadCompiler {
  private final AvroFormat format;
  private final Sizes sizes = new Sizes();
  private final List<Mismatch> mismatches = new ArrayList<>();
  private final List<String> extra = new ArrayList<>();

  private ReadCompiler(AvroFormat format) {
    this.format = format;
  }

  /**
   * @param projection the components that are needed; others are passed over, unless a value of
   *     theirs may be refused
   */
  static ReadPlan compile(Schema schema, Shape<?> shape, Projection projection, AvroFormat format) {
    ReadCompiler compiler = new ReadCompiler(format);
    if (schema.getType() != Schema.Type.RECORD) {
      compiler.mismatch(
          FilesCode.AVRO_FIELD,
          "holds " + SchemaText.describe(schema) + ", not records",
          "a row is made of a record's fields",
          "write records");
      return new ReadPlan(new RecordReader(List.of()), 0, List.of(), compiler.mismatches);
    }
    RecordReader record =
        compiler.record(
            schema,
            new Wanted(shape, format.folders().inFiles(shape)),
            "",
            format.names(),
            projection::needs);
    return new ReadPlan(record, compiler.sizes.least(schema), compiler.extra, compiler.mismatches);
  }

  private void mismatch(FilesCode code, String what, String why, String fix) {
    mismatches.add(new Mismatch(code, what, why, fix));
  }

  private RecordReader record(
      Schema schema, Wanted wanted, String prefix, ColumnNames names, IntPredicate needed) {
    List<Schema.Field> fields = schema.getFields();
    @Nullable Component[] componentOf = match(fields, wanted, prefix, names);
    List<Step> steps = new ArrayList<>();
    List<Schema> skipped = new ArrayList<>();
    for (int i = 0; i < componentOf.length; i++) {
      Schema field = fields.get(i).schema();
      Component component = componentOf[i];
      if (component == null) {
        skipped.add(field);
        continue;
      }
      ValueReader reader =
          new ValueCompiler(fields.get(i).name(), at(prefix, component)).compile(field);
      if (reader == null || (!needed.test(component.index()) && !reader.mayRefuse())) {
        skipped.add(field);
      } else {
        flush(skipped, steps);
        steps.add(new Step(reader, component.index()));
      }
    }
    flush(skipped, steps);
    addAbsent(wanted, componentOf, prefix, steps);
    return new RecordReader(steps);
  }

  private static Component at(String prefix, Component component) {
    return new Component(
        component.index(),
        prefix + component.name(),
        component.accessor(),
        component.type(),
        component.nullable());
  }

  private static void flush(List<Schema> skipped, List<Step> steps) {
    if (!skipped.isEmpty()) {
      steps.add(new Step(Skipping.over(skipped), RecordReader.NONE));
      skipped.clear();
    }
  }

  private void addAbsent(
      Wanted wanted, @Nullable Component[] componentOf, String prefix, List<Step> steps) {
    List<@Nullable Component> read = Arrays.asList(componentOf);
    for (Component component : wanted.components()) {
      if (!read.contains(component)) {
        steps.add(new Step(absent(wanted, component, prefix), component.index()));
      }
    }
  }

  /** The default of the class's own schema, as Avro resolves it; else null, if that may be. */
  private ValueReader absent(Wanted wanted, Component component, String prefix) {
    Schema.Field own = wanted.field(component);
    if (own != null && own.hasDefaultValue()) {
      ValueReader reader =
          new ValueCompiler(own.name(), at(prefix, component)).compile(own.schema());
      if (reader != null) {
        return withDefault(own, prefix, reader);
      }
    }
    String rule = rule(prefix + component.name(), component.type());
    return new Containers.Absent(rule, absence(component));
  }

  private ValueReader withDefault(Schema.Field own, String prefix, ValueReader reader) {
    try {
      return new Containers.Default(Defaults.bytes(own), reader);
    } catch (IOException | AvroRuntimeException notDefault) {
      mismatch(
          FilesCode.COLUMN_MISSING,
          "has no field '" + prefix + own.name() + "', and its default cannot be used",
          "it is " + own.defaultVal() + ", and the type is " + SchemaText.describe(own.schema()),
          "correct the default in the schema of the class");
      return reader;
    }
  }

  /** The component of each field; null where there is none. */
  private @Nullable Component[] match(
      List<Schema.Field> fields, Wanted wanted, String prefix, ColumnNames names) {
    boolean top = prefix.isEmpty();
    ColumnNames.Match match =
        names.match(wanted.components(), fields.stream().map(Schema.Field::name).toList());
    @Nullable Component[] componentOf = new Component[fields.size()];
    for (Component component : wanted.components()) {
      int field = match.fieldOf[component.index()];
      if (match.ambiguous.contains(component)) {
        ambiguous(prefix + component.name(), "several fields could be component '");
        continue;
      }
      field = field >= 0 ? field : byAlias(fields, wanted, component, names, top);
      Component other = field >= 0 ? componentOf[field] : null;
      if (other != null) {
        ambiguous(
            prefix + component.name(),
            "field '"
                + fields.get(field).name()
                + "' is read by component '"
                + other.name()
                + "' and '");
      } else if (field >= 0) {
        componentOf[field] = component;
      } else if (!wanted.hasDefault(component)
          && (top ? match.missing.contains(component) : !ColumnNames.mayBeMissing(component))) {
        missing(prefix, component, wanted, fields);
      }
    }
    for (int i = 0; i < componentOf.length; i++) {
      if (componentOf[i] == null) {
        extra.add(prefix + fields.get(i).name());
      }
    }
    return componentOf;
  }

  /**
   * A field with one of the names that the user gave; else with one that the class's own schema
   * knows; else one that knows it by this name.
   */
  private int byAlias(
      List<Schema.Field> fields,
      Wanted wanted,
      Component component,
      ColumnNames names,
      boolean top) {
    List<String> older = new ArrayList<>();
    if (top) {
      older.addAll(format.aliases().getOrDefault(component.name(), List.of()));
    }
    older.addAll(wanted.olderNames(component));
    for (String name : older) {
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).name().equals(name)) {
          return i;
        }
      }
    }
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).aliases().contains(names.nameOf(component))) {
        return i;
      }
    }
    return -1;
  }

  private void ambiguous(String component, String what) {
    mismatch(
        FilesCode.COLUMN_AMBIGUOUS,
        "has no one field for each component: " + what + component + "'",
        "only one of them could count, and nobody would see which",
        "name the right one: " + ColumnNames.naming(component));
  }

  private void missing(
      String prefix, Component component, Wanted wanted, List<Schema.Field> fields) {
    String name = component.name();
    boolean may = ColumnNames.mayBeMissing(component);
    mismatch(
        FilesCode.COLUMN_MISSING,
        "has no field for component '"
            + prefix
            + name
            + "'; its fields are "
            + String.join(", ", fields.stream().map(Schema.Field::name).toList()),
        "every row would be without it",
        prefix.isEmpty()
            ? "name its field: "
                + ColumnNames.naming(name)
                + ", or a name it had: alias(\""
                + name
                + "\", \"…\")"
                + (may ? ", or allow files without it: " + ColumnNames.leavingOut(name) : "")
            : wanted.field(component) == null
                ? "mark the component @Nullable, if rows without it make sense"
                : "give it a default in the schema of its class, if rows without it make sense");
  }

  static Containers.Absence absence(Component component) {
    return component.nullable()
        ? Containers.Absence.NULL
        : component.kind() == Kind.OPTIONAL ? Containers.Absence.EMPTY : Containers.Absence.REFUSED;
  }

  static String rule(String path, ValueType type) {
    return path + " is " + type.describe();
  }

  /** Compiles the reader of one field. */
  private final class ValueCompiler {
    private final String field;
    private final Component component;
    private final String path;

    /**
     * @param component whose name is the path to it
     */
    ValueCompiler(String field, Component component) {
      this.field = field;
      this.component = component;
      this.path = component.name();
    }

    @Nullable ValueReader compile(Schema schema) {
      ValueType type = component.type();
      String rule = rule(path, type);
      Containers.Absence absence = absence(component);
      if (schema.getType() == Schema.Type.NULL) {
        return absence == Containers.Absence.REFUSED
            ? refuse(schema)
            : new Containers.Absent(rule, absence);
      }
      if (schema.getType() != Schema.Type.UNION) {
        return present(schema);
      }
      List<Schema> branches = schema.getTypes();
      if (branches.size() == 1) {
        ValueReader only = compile(branches.get(0));
        return only == null ? null : new Containers.OnlyBranch(only);
      }
      int nullBranch = 0;
      while (nullBranch < branches.size()
          && branches.get(nullBranch).getType() != Schema.Type.NULL) {
        nullBranch++;
      }
      if (branches.size() != 2 || nullBranch > 1) {
        return otherUnion(schema);
      }
      ValueReader value = present(branches.get(1 - nullBranch));
      return value == null ? null : new Containers.Nullable(rule, nullBranch, value, absence);
    }

    /** A value that is not null. */
    private @Nullable ValueReader present(Schema schema) {
      ValueType type = component.type();
      if (type.kind() == Kind.OPTIONAL) {
        ValueType element = type.elements().get(0);
        ValueReader value = inner(path, element).present(schema);
        return value == null ? null : new Containers.Present(element, value);
      }
      return switch (type.kind()) {
        case NESTED -> nested(schema);
        case LIST -> list(schema);
        case MAP -> map(schema);
        default -> plain(schema);
      };
    }

    private ValueCompiler inner(String innerPath, ValueType type) {
      return new ValueCompiler(field, new Component(0, innerPath, innerPath, type, false));
    }

    private @Nullable ValueReader nested(Schema schema) {
      Shape<?> shape = component.type().nested();
      if (schema.getType() != Schema.Type.RECORD || shape == null) {
        return refuse(schema);
      }
      RecordReader record =
          record(
              schema,
              new Wanted(shape, shape.components()),
              path + ".",
              ColumnNames.BY_NAME,
              index -> true);
      return new Containers.Element(rule(path, component.type()), shape, record);
    }

    private @Nullable ValueReader list(Schema schema) {
      if (schema.getType() != Schema.Type.ARRAY) {
        return refuse(schema);
      }
      ValueType element = component.type().elements().get(0);
      ValueReader item = inner(path + "[]", element).compile(schema.getElementType());
      int least = sizes.least(schema.getElementType());
      return item == null ? null : new Containers.Items(element, item, least);
    }

    private @Nullable ValueReader map(Schema schema) {
      if (schema.getType() != Schema.Type.MAP) {
        return refuse(schema);
      }
      ValueType element = component.type().elements().get(0);
      ValueReader value = inner(path + "{}", element).compile(schema.getValueType());
      int least = 1 + sizes.least(schema.getValueType());
      String rule = rule(path, component.type());
      return value == null ? null : new Containers.Entries(rule, element, value, least);
    }

    private @Nullable ValueReader plain(Schema schema) {
      String logical = Objects.requireNonNullElse(SchemaText.logicalType(schema), "");
      if (component.kind() == Kind.INSTANT
          && logical.startsWith("local-timestamp-")
          && format.zone() == null) {
        return withoutZone();
      }
      ValueReader reader =
          PlainReaders.of(schema, logical, component.type(), rule(path, component.type()), format);
      if (reader == null) {
        return refuse(schema);
      }
      boolean isFiner = component.type().grain() > 1 && !logical.endsWith("-millis");
      return isFiner
          ? new Scalars.InGrain(rule(path, component.type()), component.type(), reader)
          : reader;
    }

    private @Nullable ValueReader refuse(Schema schema) {
      String reads = PlainReaders.readable(component.kind());
      mismatch(
          FilesCode.AVRO_FIELD,
          "has field '"
              + field
              + "' as "
              + SchemaText.describe(schema)
              + ", and component '"
              + path
              + "' is "
              + component.type().describe(),
          "a component of that type is read from " + reads,
          "give the component another type and convert it in a map step, or write the file with"
              + " another schema");
      return null;
    }

    private @Nullable ValueReader otherUnion(Schema schema) {
      mismatch(
          FilesCode.AVRO_FIELD,
          "has field '" + field + "' as " + SchemaText.describe(schema),
          "a component has one type; of a union only null and one other type can be read",
          "take component '" + path + "' out of the row's type, or write the file with one type");
      return null;
    }

    private @Nullable ValueReader withoutZone() {
      mismatch(
          FilesCode.TIME_WITHOUT_ZONE,
          "has field '" + field + "' as local times, and component '" + path + "' is an instant",
          "without a zone it is not known when they were (SEMANTICS S1)",
          "add zone(ZoneId.of(\"Europe/London\")), or whichever it is");
      return null;
    }
  }
}
