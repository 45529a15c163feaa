package dev.millrace.connect.files;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.connect.files.binding.ListedFile;
import dev.millrace.connect.files.binding.PartitionColumns;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows from CSV files (RFC 4180, UTF-8). Immutable: every method returns a changed copy.
 *
 * <p>A record that cannot be read is rejected at stage READ, one with a value that its component
 * cannot have at stage PARSE, with all such values named. A row's position is the number of its
 * first line, counting the header. {@code docs/connectors/files.md} has every detail.
 *
 * <p>It reads any shape, by the names of components.
 */
public final class CsvSource implements SourceBinding<Object> {
  private static final long serialVersionUID = 1L;
  private static final List<String> EXTENSIONS = Compression.extensions(".csv");

  private final BoundPath path;
  private final CsvFormat format;
  private final ColumnNames columns;
  private final PartitionColumns folders;

  private CsvSource(
      BoundPath path, CsvFormat format, ColumnNames columns, PartitionColumns folders) {
    this.path = folders.files(path);
    this.format = format;
    this.columns = columns;
    this.folders = folders;
  }

  static CsvSource of(String path) {
    return new CsvSource(
        new BoundPath(path, EXTENSIONS),
        CsvFormat.RFC_4180,
        ColumnNames.BY_NAME,
        PartitionColumns.NONE);
  }

  private CsvSource with(CsvFormat changed) {
    return new CsvSource(path, changed, columns, folders);
  }

  /**
   * The zone of times that do not say theirs. One that was skipped by a change of the clock is
   * rejected, one that came twice is the earlier.
   */
  public CsvSource zone(ZoneId zone) {
    return with(format.withTimes(format.times().withZone(zone)));
  }

  /**
   * How instants are written, in the letters of {@link java.time.format.DateTimeFormatter}; months
   * and days by their English names. Without it: ISO-8601.
   */
  public CsvSource timePattern(String pattern) {
    return with(format.withTimes(format.times().withTimePattern(pattern)));
  }

  /** How local dates are written. Without it: {@code yyyy-MM-dd}. */
  public CsvSource datePattern(String pattern) {
    return with(format.withTimes(format.times().withDatePattern(pattern)));
  }

  /**
   * What stands between fields; a comma when not given.
   *
   * @throws IllegalArgumentException for a letter, a digit, a sign, a point, a quote, a line end or
   *     anything outside ASCII
   */
  public CsvSource delimiter(char delimiter) {
    return with(format.withDelimiter(delimiter));
  }

  /**
   * The unquoted text that means null; the empty field when not given.
   *
   * @throws IllegalArgumentException when it holds the delimiter, a quote or a line end
   */
  public CsvSource nullText(String text) {
    return with(format.withNullText(text));
  }

  /** The header name of a component's column, spelt exactly so. */
  public CsvSource column(String component, String headerName) {
    return new CsvSource(path, format, columns.with(component, headerName), folders);
  }

  /** A component that is null in files without its column. It must be nullable. */
  public CsvSource optional(String component) {
    return new CsvSource(path, format, columns.withOptional(component), folders);
  }

  /**
   * Components whose values stand in the names of folders, as Hive and Spark write them: {@code
   * in/country=UK/day=2011-01-02/part-0.csv}. A folder then means all files below it; every file
   * has to be in a folder for each of these components. Called again, it replaces what was said.
   */
  public CsvSource partitionedBy(String... components) {
    return new CsvSource(
        new BoundPath(path.path(), EXTENSIONS),
        format,
        columns,
        new PartitionColumns(List.of(components)));
  }

  /**
   * Whether the first record names the columns, which is so when not said. If not, the fields are
   * the components, in their order, all of them.
   */
  public CsvSource header(boolean hasHeader) {
    return with(format.withHeader(hasHeader));
  }

  /**
   * How long a field and a record may be, in bytes; 1 MB and 16 MB when not given. A worker's
   * memory is bounded by a few times the second.
   *
   * @throws IllegalArgumentException when not {@code 1 <= field <= record <= 512 MB}
   */
  public CsvSource limits(int fieldBytes, int recordBytes) {
    return with(format.withLimits(new Limits(fieldBytes, recordBytes)));
  }

  @Override
  public String describe() {
    return "files csv " + path.path() + format.times().describe();
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    return new CsvCheck(port, shape, path, format, columns, folders).problems();
  }

  /**
   * What is worth knowing though nothing is wrong: columns that no component reads, by file. Opens
   * every file.
   */
  @Override
  public List<String> notices(String port, Shape<Object> shape) {
    return new CsvCheck(port, shape, path, format, columns, folders).notices();
  }

  @Override
  public List<InputPartition> partitions(Shape<Object> shape, long extentBytes) throws IOException {
    return TextFiles.partitions(path, extentBytes, this::scanner);
  }

  private CsvScanner scanner(ByteWindow in, long firstLine) {
    return new CsvScanner(in, firstLine, format.limits().record(), format.delimiter());
  }

  /**
   * @throws IOException when the file is gone or was changed since it was listed, or its header has
   *     changed so that a component has no column
   */
  @Override
  public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    Path file = ListedFile.find(path, extent.partition(), extent.version());
    List<Component> components = folders.inFiles(shape);
    int[] fieldOf = new int[shape.components().size()];
    int fieldCount = components.size();
    if (format.header()) {
      CsvHeader header = CsvHeader.read(extent.partition(), file, format);
      ColumnNames.Match match = columns.match(components, header.names());
      if (!header.isReadable() || !match.isComplete()) {
        throw new IOException(
            extent.partition()
                + " has another header than when it was checked: "
                + header.describe()
                + ". Run again when nothing writes to it any more.");
      }
      System.arraycopy(match.fieldOf, 0, fieldOf, 0, match.fieldOf.length);
      fieldCount = header.names().size();
    } else {
      for (int i = 0; i < fieldCount; i++) {
        fieldOf[components.get(i).index()] = i;
      }
    }
    FolderValues told = folders.of(shape, columns, extent.partition());
    ByteWindow in = new ByteWindow(extent.partition(), file, extent.start(), extent.end());
    CsvRows rows =
        new CsvRows(
            components,
            told,
            projection,
            fieldOf,
            fieldCount,
            format,
            format.header() && extent.start() == 0);
    return new ExtentReader<>(in, scanner(in, extent.firstPosition()), rows);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CsvSource that
        && path.equals(that.path)
        && format.equals(that.format)
        && columns.equals(that.columns)
        && folders.equals(that.folders);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(path, format, columns, folders);
  }

  @Override
  public String toString() {
    return describe();
  }
}
