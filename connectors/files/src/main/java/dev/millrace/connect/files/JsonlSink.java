package dev.millrace.connect.files;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows to JSON Lines: one object a line, in UTF-8, with every component in the order of the shape,
 * null as null. NaN and infinities, for which JSON has no number, are the strings {@code "NaN"},
 * {@code "Infinity"} and {@code "-Infinity"}; bytes are base64. Immutable: every method returns a
 * changed copy.
 */
public final class JsonlSink implements SinkBinding<Object> {
  private static final long serialVersionUID = 1L;

  private final String folder;
  private final TimeFormat times;
  private final ColumnNames names;
  private final Compression compression;

  private JsonlSink(String folder, TimeFormat times, ColumnNames names, Compression compression) {
    this.folder = folder;
    this.times = times;
    this.names = names;
    this.compression = compression;
  }

  static JsonlSink of(String folder) {
    return new JsonlSink(folder, TimeFormat.ISO, ColumnNames.BY_NAME, Compression.NONE);
  }

  private JsonlSink with(TimeFormat changed) {
    return new JsonlSink(folder, changed, names, compression);
  }

  /** See {@link CsvSink#zone}. */
  public JsonlSink zone(ZoneId zone) {
    return with(times.withZone(zone));
  }

  /** See {@link CsvSink#timePattern}. */
  public JsonlSink timePattern(String pattern) {
    return with(times.withTimePattern(pattern));
  }

  /** How local dates are written. Without it: {@code yyyy-MM-dd}. */
  public JsonlSink datePattern(String pattern) {
    return with(times.withDatePattern(pattern));
  }

  /** The name of a component's field, when it is not the component's own. */
  public JsonlSink column(String component, String fieldName) {
    return new JsonlSink(folder, times, names.with(component, fieldName), compression);
  }

  /**
   * How each part is compressed as a whole; not, when not given. Parts roll by their stored size.
   */
  public JsonlSink compression(Compression partCompression) {
    return new JsonlSink(folder, times, names, partCompression);
  }

  @Override
  public String describe() {
    return "files jsonl " + folder + times.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    List<Problem> problems = new ArrayList<>(names.check(port, shape));
    problems.addAll(TimeCheck.check(port, shape, times));
    return List.copyOf(problems);
  }

  @Override
  public String folder() {
    return folder;
  }

  @Override
  public String extension() {
    return ".jsonl" + compression.suffix();
  }

  @Override
  public RowWriter<Object> writer(Shape<Object> shape, OutputStream out) throws IOException {
    return compression.writer(
        out, packed -> new JsonlWriter(new JsonObjects(shape, times, names), packed));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonlSink that
        && folder.equals(that.folder)
        && times.equals(that.times)
        && names.equals(that.names)
        && compression == that.compression;
  }

  @Override
  public int hashCode() {
    return Objects.hash(folder, times, names, compression);
  }

  @Override
  public String toString() {
    return describe();
  }
}
