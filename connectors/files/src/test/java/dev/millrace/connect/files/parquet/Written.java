package dev.millrace.connect.files.parquet;

import dev.millrace.connect.RowWriter;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that a sink writes. */
final class Written {
  private Written() {}

  /** A part with all rows, that came in blocks of a size. */
  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  static <T> byte[] bytes(ParquetSink sink, Class<T> type, List<T> rows, int blockRows)
      throws IOException {
    Shape<T> shape = Shape.of(type);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RowWriter<T> writer = (RowWriter<T>) sink.writer((Shape<Object>) shape, out)) {
      for (int from = 0; from < rows.size(); from += blockRows) {
        List<T> some = rows.subList(from, Math.min(rows.size(), from + blockRows));
        int size = some.size();
        Provenance who = Provenance.of("in.csv", new long[size], new long[size]);
        Block<T> block = Block.ofRows(shape, some.toArray(), Selection.all(size), who);
        writer.write(block, Selection.all(size));
      }
    }
    return out.toByteArray();
  }

  static <T> void to(Path file, ParquetSink sink, Class<T> type, List<T> rows) throws IOException {
    Files.write(file, bytes(sink, type, rows, 100));
  }
}
