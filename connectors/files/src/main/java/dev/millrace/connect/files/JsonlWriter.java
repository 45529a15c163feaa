package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.connect.RowWriter;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.io.OutputStream;

/** Writes rows as JSON Lines. */
final class JsonlWriter implements RowWriter<Object> {
  private final JsonGenerator out;
  private final JsonObjects objects;
  private boolean hasRows;

  JsonlWriter(JsonObjects objects, OutputStream stream) throws IOException {
    this.out = JsonOut.lines(stream);
    this.objects = objects;
  }

  @Override
  public void write(Block<Object> block, Selection rows) throws IOException {
    objects.begin(block);
    for (int i = 0; i < rows.size(); i++) {
      objects.write(out, rows.get(i));
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
