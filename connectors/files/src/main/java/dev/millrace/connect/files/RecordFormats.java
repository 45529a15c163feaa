package dev.millrace.connect.files;

import dev.millrace.connect.files.avro.AvroRecords;
import dev.millrace.connect.files.binding.RecordFormat;
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

  /** Avro's binary form of a record of a schema, with nothing before it. */
  public static RecordFormat avro(Schema schema) {
    return AvroRecords.of(schema);
  }
}
