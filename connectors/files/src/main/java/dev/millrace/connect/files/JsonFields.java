package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Reads the fields of an object into columns of a shape, in whatever order they come. A component's
 * place is that in the list, which need not have all of a shape.
 */
final class JsonFields {
  /** Is told of fields that no component reads. */
  interface Unknown {
    void field(String name);
  }

  private final Component[] components;
  private final JsonValue[] values;
  private final Map<String, Integer> byName = new HashMap<>();
  private final boolean[] seen;

  /**
   * <<<<<<< HEAD
   *
   * @param isNeeded whether anybody needs a component, by its index =======
   * @param isNeeded whether anybody needs a component, by its index in the shape >>>>>>> pushdown
   */
  JsonFields(
      List<Component> components, IntPredicate isNeeded, ColumnNames names, TimeFormat times) {
    this.components = components.toArray(new Component[0]);
    this.values = new JsonValue[this.components.length];
    this.seen = new boolean[this.components.length];
    for (int i = 0; i < values.length; i++) {
      Component component = this.components[i];
      values[i] =
          isNeeded.test(component.index())
              ? JsonValue.of(component.type(), times)
              : JsonValue.unread(component.type(), times);
      byName.put(names.nameOf(component), i);
    }
  }

  /**
   * From the object's first token to its last. Every column has one value more afterwards, if
   * nothing was wrong.
   *
   * @param prefix of the components' names in faults
   */
  boolean append(
      JsonParser in, ColumnBuilder[] columns, String prefix, JsonFaults faults, Unknown unknown)
      throws IOException {
    Arrays.fill(seen, false);
    boolean good = true;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      Integer index = byName.get(name);
      JsonToken token = in.nextToken();
      if (index == null) {
        unknown.field(name);
        in.skipChildren();
      } else if (seen[index]) {
        in.skipChildren();
        good = duplicate(prefix, index, faults);
      } else {
        seen[index] = true;
        good &=
            token == JsonToken.VALUE_NULL
                ? appendNull(columns, prefix, index, "null", faults)
                : values[index].append(in, columns[index], path(prefix, index), faults);
      }
    }
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        good &= appendNull(columns, prefix, i, "missing", faults);
      }
    }
    return good;
  }

  private String path(String prefix, int index) {
    return prefix.isEmpty() ? components[index].name() : prefix + "." + components[index].name();
  }

  private boolean duplicate(String prefix, int index, JsonFaults faults) {
    return faults.add(
        path(prefix, index), values[index].typeName, "each field once", "the field twice");
  }

  private boolean appendNull(
      ColumnBuilder[] columns, String prefix, int index, String how, JsonFaults faults) {
    Component component = components[index];
    if (component.nullable()) {
      columns[index].appendNull();
    } else if (component.kind() == Kind.OPTIONAL) {
      columns[index].appendObject(Optional.empty());
    } else {
      return faults.add(
          path(prefix, index), values[index].typeName, "a value; the field is " + how, null);
    }
    return true;
  }
}
