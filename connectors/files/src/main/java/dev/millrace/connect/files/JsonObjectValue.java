package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.OneRow;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Shape;
import java.io.IOException;

/** A nested element: a block of one row, from which the element is built. */
final class JsonObjectValue extends JsonValue {
  private final JsonFields fields;
  private final OneRow row;

  JsonObjectValue(Shape<?> shape, TimeFormat times) {
    super(shape.name());
    this.fields = new JsonFields(shape.components(), any -> true, ColumnNames.BY_NAME, times);
    this.row = new OneRow(shape);
  }

  @Override
  boolean append(JsonParser in, ColumnBuilder out, String path, JsonFaults faults)
      throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return faults.addCurrent(path, typeName, "an object", in);
    }
    if (!fields.append(in, row.emptied(), path, faults, name -> {})) {
      return false;
    }
    try {
      out.appendObject(row.build());
      return true;
    } catch (RuntimeException refused) {
      return faults.add(path, typeName, "what its constructor takes", String.valueOf(refused));
    }
  }
}
