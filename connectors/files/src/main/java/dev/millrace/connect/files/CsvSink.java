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
 * Rows to CSV files (RFC 4180, UTF-8, lines ended by LF), with a header in each. Immutable: every
 * method returns a changed copy. What is written with a format is read back with the same format to
 * the same values: null is the null text without quotes, and an empty string is {@code ""}.
 */
public final class CsvSink implements SinkBinding<Object> {
  private static final long serialVersionUID = 1L;

  private final String folder;
  private final CsvFormat format;
  private final ColumnNames names;
  private final Compression compression;

  private CsvSink(String folder, CsvFormat format, ColumnNames names, Compression compression) {
    this.folder = folder;
    this.format = format;
    this.names = names;
    this.compression = compression;
  }

  static CsvSink of(String folder) {
    return new CsvSink(folder, CsvFormat.RFC_4180, ColumnNames.BY_NAME, Compression.NONE);
  }

  private CsvSink with(CsvFormat changed) {
    return new CsvSink(folder, changed, names, compression);
  }

  /**
   * The zone that instants are written in; UTC when not given. Without a time pattern they are
   * ISO-8601 with their offset.
   */
  public CsvSink zone(ZoneId zone) {
    return with(format.withTimes(format.times().withZone(zone)));
  }

  /**
   * How instants are written. What the pattern leaves out is lost, and so is which of two equal
   * local times it was when clocks go back, unless the pattern has the offset.
   */
  public CsvSink timePattern(String pattern) {
    return with(format.withTimes(format.times().withTimePattern(pattern)));
  }

  /** How local dates are written. Without it: {@code yyyy-MM-dd}. */
  public CsvSink datePattern(String pattern) {
    return with(format.withTimes(format.times().withDatePattern(pattern)));
  }

  /** See {@link CsvSource#delimiter}. */
  public CsvSink delimiter(char delimiter) {
    return with(format.withDelimiter(delimiter));
  }

  /** See {@link CsvSource#nullText}. */
  public CsvSink nullText(String text) {
    return with(format.withNullText(text));
  }

  /** The header name of a component's column, when it is not the component's own. */
  public CsvSink column(String component, String headerName) {
    return new CsvSink(folder, format, names.with(component, headerName), compression);
  }

  /**
   * How each part is compressed as a whole; not, when not given. Parts roll by their stored size.
   */
  public CsvSink compression(Compression partCompression) {
    return new CsvSink(folder, format, names, partCompression);
  }

  @Override
  public String describe() {
    return "files csv " + folder + format.times().describe();
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    List<Problem> problems = new ArrayList<>(CsvCheck.unsupported(port, shape.components()));
    problems.addAll(names.check(port, shape));
    problems.addAll(TimeCheck.check(port, shape, format.times()));
    return List.copyOf(problems);
  }

  @Override
  public String folder() {
    return folder;
  }

  @Override
  public String extension() {
    return ".csv" + compression.suffix();
  }

  @Override
  public RowWriter<Object> writer(Shape<Object> shape, OutputStream out) throws IOException {
    return compression.writer(out, packed -> new CsvWriter(shape, format, names, packed));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CsvSink that
        && folder.equals(that.folder)
        && format.equals(that.format)
        && names.equals(that.names)
        && compression == that.compression;
  }

  @Override
  public int hashCode() {
    return Objects.hash(folder, format, names, compression);
  }

  @Override
  public String toString() {
    return describe();
  }
}
