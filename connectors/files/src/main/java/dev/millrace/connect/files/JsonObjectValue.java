package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.io.IOException;

/** A nested element: a block of one row, from which the element is built. */
final class JsonObjectValue extends JsonValue {
  private final Shape<?> shape;
  private final JsonFields fields;
  private final ColumnBuilder[] columns;

  JsonObjectValue(Shape<?> shape, TimeFormat times) {
    super(shape.name());
    this.shape = shape;
    this.fields = new JsonFields(shape.components(), any -> true, ColumnNames.BY_NAME, times);
    this.columns = new ColumnBuilder[shape.components().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = shape.builder(i, 1);
    }
  }

  @Override
  boolean append(JsonParser in, ColumnBuilder out, String path, JsonFaults faults)
      throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return faults.addCurrent(path, typeName, "an object", in);
    }
    for (ColumnBuilder column : columns) {
      column.truncate(0);
    }
    if (!fields.append(in, columns, path, faults, name -> {})) {
      return false;
    }
    try {
      out.appendObject(build());
      return true;
    } catch (RuntimeException refused) {
      return faults.add(path, typeName, "what its constructor takes", String.valueOf(refused));
    }
  }

  private Object build() {
    Column[] built = new Column[columns.length];
    for (int i = 0; i < built.length; i++) {
      built[i] = columns[i].build();
    }
    Provenance nobody = Provenance.of("", new long[1], new long[1]);
    return Block.ofColumns(shape, built, 1, nobody).row(0);
  }
}
