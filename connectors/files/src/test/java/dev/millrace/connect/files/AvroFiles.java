package dev.millrace.connect.files;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** Avro files for tests, made by Millrace and by Avro's own library. */
final class AvroFiles {
  static final int SYNC_BYTES = 16;

  private AvroFiles() {}

  static Schema schema(String json) {
    return new Schema.Parser().parse(json.replace('\'', '"'));
  }

  /** {@code fields}: {@code 'a': 'int', 'b': ['null', 'string']}, with single quotes. */
  static Schema record(String fields) {
    StringBuilder all = new StringBuilder();
    int depth = 0;
    String name = "";
    StringBuilder part = new StringBuilder();
    for (char c : (fields + ",").toCharArray()) {
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      if (c == ':' && depth == 0) {
        name = part.toString().strip();
        part.setLength(0);
      } else if (c == ',' && depth == 0) {
        all.append(all.isEmpty() ? "" : ", ");
        all.append("{'name': ").append(name).append(", 'type': ").append(part).append('}');
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    return schema("{'type': 'record', 'name': 'Row', 'fields': [" + all + "]}");
  }

  static GenericRecord row(Schema schema, Object... values) {
    GenericRecordBuilder builder = new GenericRecordBuilder(schema);
    for (int i = 0; i < values.length; i++) {
      builder.set(schema.getFields().get(i), values[i]);
    }
    return builder.build();
  }

  /** Written by Avro's own writer. */
  static void write(Path file, Schema schema, CodecFactory codec, List<GenericRecord> rows)
      throws IOException {
    write(file, schema, codec, 64_000, rows);
  }

  static void write(
      Path file, Schema schema, CodecFactory codec, int blockBytes, List<GenericRecord> rows)
      throws IOException {
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(codec).setSyncInterval(blockBytes).create(schema, file.toFile());
      for (GenericRecord row : rows) {
        writer.append(row);
      }
    }
  }

  static void write(Path file, Schema schema, GenericRecord... rows) throws IOException {
    write(file, schema, CodecFactory.nullCodec(), List.of(rows));
  }

  /** Read by Avro's own reader. */
  static List<GenericRecord> read(Path file) throws IOException {
    List<GenericRecord> rows = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      reader.forEach(rows::add);
    }
    return rows;
  }

  /** A part as a sink writes it. */
  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  static <T> byte[] bytes(SinkBinding<Object> sink, Class<T> type, List<T> rows)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Shape<T> shape = Shape.of(type);
    int size = rows.size();
    Provenance who = Provenance.of("in.csv", new long[size], new long[size]);
    Block<T> block = Block.ofRows(shape, rows.toArray(), Selection.all(size), who);
    try (RowWriter<T> writer = (RowWriter<T>) sink.writer((Shape<Object>) shape, out)) {
      writer.write(block, Selection.all(size));
    }
    return out.toByteArray();
  }

  static <T> Gathered<T> gather(SourceBinding<Object> source, Class<T> type) throws IOException {
    return Gathered.from(source, type, 300, 7);
  }
}
