package dev.millrace.connect.files;

import dev.millrace.connect.files.avro.AvroRecords;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.RecordEncoder;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.record.Component;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The formats of files for records that come one by one. For connectors; users say to their
 * bindings how records are written.
 */
public final class RecordFormats {
  private RecordFormats() {}

  /** A JSON object a record, as a line of JSON Lines has it, in one or several lines. */
  public static RecordFormat json() {
    return JsonRecords.DEFAULT;
  }

  /**
   * Writes some components of rows as an object that {@link #json} reads: their fields in the order
   * of the list, with nothing between them, so that equal values are equal bytes.
   *
   * @param components of one shape
   */
  public static RecordEncoder jsonOf(List<Component> components, ColumnNames names) {
    return new JsonRecordEncoder(new JsonObjects(components, TimeFormat.ISO, names));
  }

  /** Avro's binary form of a record of a schema, with nothing before it. */
  public static RecordFormat avro(Schema schema) {
    return AvroRecords.of(schema);
  }
}
