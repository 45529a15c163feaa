package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.millrace.connect.RowWriter;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes rows as JSON Lines, from their columns, with every component in each. */
final class JsonlWriter implements RowWriter<Object> {
  private final JsonGenerator out;
  private final List<Component> components;
  private final JsonOut[] values;
  private final SerializedString[] names;
  private final Column[] columns;
  private boolean hasRows;

  JsonlWriter(Shape<?> shape, TimeFormat times, ColumnNames columnNames, OutputStream stream)
      throws IOException {
    this.out = JsonOut.lines(stream);
    this.components = shape.components();
    this.values = new JsonOut[components.size()];
    this.names = new SerializedString[components.size()];
    this.columns = new Column[components.size()];
    for (Component component : components) {
      values[component.index()] = new JsonOut(component.type(), times);
      names[component.index()] = new SerializedString(columnNames.nameOf(component));
    }
  }

  @Override
  public void write(Block<Object> block, Selection rows) throws IOException {
    for (int i = 0; i < columns.length; i++) {
      columns[i] = block.column(i);
    }
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
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
      hasRows = true;
    }
  }

  @Override
  public void close() throws IOException {
    if (hasRows) {
      out.writeRaw('\n');
    }
    out.close();
  }
}
