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
import dev.millrace.connect.files.binding.SourceFiles;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows from JSON Lines: one object a line, in UTF-8. Immutable: every method returns a changed
 * copy.
 *
 * <p>A line that is no JSON object is rejected at stage READ, one with a value that its component
 * cannot have at stage PARSE, with all such values named. A field that is missing is null. A row's
 * position is the number of its line. {@code docs/connectors/files.md} has every detail.
 */
public final class JsonlSource implements SourceBinding<Object> {
  private static final long serialVersionUID = 1L;
  private static final List<String> EXTENSIONS = Compression.extensions(".jsonl", ".ndjson");

  private final BoundPath path;
  private final JsonlFormat format;
  private final ColumnNames names;
  private final PartitionColumns folders;

  private JsonlSource(
      BoundPath path, JsonlFormat format, ColumnNames names, PartitionColumns folders) {
    this.path = folders.files(path);
    this.format = format;
    this.names = names;
    this.folders = folders;
  }

  static JsonlSource of(String path) {
    return new JsonlSource(
        new BoundPath(path, EXTENSIONS),
        JsonlFormat.DEFAULT,
        ColumnNames.BY_NAME,
        PartitionColumns.NONE);
  }

  private JsonlSource with(TimeFormat times) {
    return new JsonlSource(path, format.withTimes(times), names, folders);
  }

  /** See {@link CsvSource#zone}. */
  public JsonlSource zone(ZoneId zone) {
    return with(format.times().withZone(zone));
  }

  /** See {@link CsvSource#timePattern}. */
  public JsonlSource timePattern(String pattern) {
    return with(format.times().withTimePattern(pattern));
  }

  /** How local dates are written. Without it: {@code yyyy-MM-dd}. */
  public JsonlSource datePattern(String pattern) {
    return with(format.times().withDatePattern(pattern));
  }

  /** The name of a component's field, when it is not the component's own. */
  public JsonlSource column(String component, String fieldName) {
    return new JsonlSource(path, format, names.with(component, fieldName), folders);
  }

  /** See {@link CsvSource#partitionedBy}. */
  public JsonlSource partitionedBy(String... components) {
    return new JsonlSource(
        new BoundPath(path.path(), EXTENSIONS),
        format,
        names,
        new PartitionColumns(List.of(components)));
  }

  /**
   * How long a string and a line may be, in bytes; 1 MB and 16 MB when not given.
   *
   * @throws IllegalArgumentException when not {@code 1 <= field <= record <= 512 MB}
   */
  public JsonlSource limits(int fieldBytes, int recordBytes) {
    return new JsonlSource(
        path, format.withLimits(new Limits(fieldBytes, recordBytes)), names, folders);
  }

  @Override
  public String describe() {
    return "files jsonl " + path.path() + format.times().describe();
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    List<Problem> problems = new ArrayList<>(names.check(port, shape));
    problems.addAll(TimeCheck.check(port, shape, format.times()));
    List<BoundPath.Found> files = SourceFiles.resolve(port, path, problems);
    problems.addAll(folders.check(port, shape, names, files));
    for (BoundPath.Found found : files) {
      try {
        TextFiles.checkStart(port, found).ifPresent(problems::add);
      } catch (IOException | UncheckedIOException e) {
        problems.add(SourceFiles.unreadable(port, found.name(), e));
      }
    }
    return List.copyOf(problems);
  }

  /** What is worth knowing though nothing is wrong: keys of folders that no component reads. */
  @Override
  public List<String> notices(String port, Shape<Object> shape) {
    return folders.notices(shape, names, SourceFiles.resolve(port, path, new ArrayList<>()));
  }

  @Override
  public List<InputPartition> partitions(Shape<Object> shape, long extentBytes) throws IOException {
    return TextFiles.partitions(path, extentBytes, this::scanner);
  }

  private LineScanner scanner(ByteWindow in, long firstLine) {
    return new LineScanner(in, firstLine, format.limits().record());
  }

  @Override
  public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    String name = extent.partition();
    FolderValues told = folders.of(shape, names, name);
    Path file = ListedFile.find(path, name, extent.version());
    ByteWindow in = new ByteWindow(name, file, extent.start(), extent.end());
    JsonRows rows = new JsonRows(name, folders.inFiles(shape), told, projection, names, format);
    return new ExtentReader<>(in, scanner(in, extent.firstPosition()), rows);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonlSource that
        && path.equals(that.path)
        && format.equals(that.format)
        && names.equals(that.names)
        && folders.equals(that.folders);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, format, names, folders);
  }

  @Override
  public String toString() {
    return describe();
  }
}
