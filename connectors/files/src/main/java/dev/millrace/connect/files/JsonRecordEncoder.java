package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.connect.files.binding.RecordEncoder;
import dev.millrace.record.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows as JSON objects, each by itself. */
final class JsonRecordEncoder implements RecordEncoder {
  private final JsonObjects objects;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

  /** What the next object is written with; null after one that could not be written. */
  private @Nullable JsonGenerator ready;

  JsonRecordEncoder(JsonObjects objects) {
    this.objects = objects;
  }

  @Override
  public void begin(Block<?> next) {
    objects.begin(next);
  }

  @Override
  public byte[] encode(int row) throws IOException {
    bytes.reset();
    JsonGenerator out = ready == null ? JsonOut.objects(bytes) : ready;
    ready = null;
    objects.write(out, row);
    out.flush();
    ready = out;
    return bytes.toByteArray();
  }
}
