package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes rows as JSON objects, from their columns, with every component in each. */
final class JsonObjects {
  private final List<Component> components;
  private final JsonOut[] values;
  private final SerializedString[] names;
  private final Column[] columns;
  private @Nullable Block<?> block;

  JsonObjects(Shape<?> shape, TimeFormat times, ColumnNames columnNames) {
    this.components = shape.components();
    this.values = new JsonOut[components.size()];
    this.names = new SerializedString[components.size()];
    this.columns = new Column[components.size()];
    for (Component component : components) {
      values[component.index()] = new JsonOut(component.type(), times);
      names[component.index()] = new SerializedString(columnNames.nameOf(component));
    }
  }

  /** The rows that follow are those of a block. */
  void begin(Block<?> next) {
    block = next;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = next.column(i);
    }
  }

  void write(JsonGenerator out, int row) throws IOException {
    if (block == null) {
      throw new IllegalStateException("no block has begun");
    }
    out.writeStartObject();
    for (int c = 0; c < columns.length; c++) {
      out.writeFieldName(names[c]);
      try {
        values[c].put(out, columns[c], row);
      } catch (BadTextException bad) {
        throw bad.in(block, row, components.get(c).name());
      }
    }
    out.writeEndObject();
  }
}
