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

/** Writes rows as JSON objects, from their columns, with all components in each or with some. */
final class JsonObjects {
  private final List<Component> components;
  private final JsonOut[] values;
  private final SerializedString[] names;
  private final Column[] columns;
  private @Nullable Block<?> block;

  JsonObjects(Shape<?> shape, TimeFormat times, ColumnNames columnNames) {
    this(shape.components(), times, columnNames);
  }

  /**
   * @param components of one shape, in the order in which their fields are written
   */
  JsonObjects(List<Component> components, TimeFormat times, ColumnNames columnNames) {
    this.components = List.copyOf(components);
    this.values = new JsonOut[components.size()];
    this.names = new SerializedString[components.size()];
    this.columns = new Column[components.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = new JsonOut(components.get(i).type(), times);
      names[i] = new SerializedString(columnNames.nameOf(components.get(i)));
    }
  }

  /** The rows that follow are those of a block. */
  void begin(Block<?> next) {
    block = next;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = next.column(components.get(i).index());
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
