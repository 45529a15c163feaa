package dev.millrace.connect.files.parquet;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.connect.files.binding.ListedFile;
import dev.millrace.connect.files.binding.PartitionColumns;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows from Parquet files, by the names of columns. Immutable: every method returns a changed copy.
 *
 * <p>A row's position is its number in the file, from 1. Types are compared before the first row:
 * what would change a value is a problem. A value that its component cannot have (a null, an
 * unknown constant, bytes that are no UTF-8) rejects its row at stage PARSE; a rejected row carries
 * no raw bytes, its file and position say which it is. Bytes that are not what Parquet says they
 * are fail the run, with their place. {@code docs/connectors/files.md} has the table of types.
 *
 * <p>Only columns that the plan needs are read, and those that might reject a row; of row groups
 * whose statistics prove that a filter drops all their rows, nothing is read. A large file is cut
 * between its row groups. A reader holds a page and a dictionary of each column: see {@link
 * #pageLimit}.
 *
 * <p>The hash of an extent (what {@link RowReader#contentHash} gives) is taken over the file's
 * footer and then, row group that was read by row group and in the order of components, over the
 * text of the hash of each column chunk that was read: of what was read, and of no more.
 */
public final class ParquetSource implements SourceBinding<Object> {
  private static final long serialVersionUID = 1L;
  private static final List<String> EXTENSIONS = List.of(".parquet");

  private final BoundPath path;
  private final ParquetFormat format;

  private ParquetSource(BoundPath path, ParquetFormat format) {
    this.path = format.folders().files(path);
    this.format = format;
  }

  /** Reads a file, a folder's files that end in {@code .parquet}, or what a glob matches. */
  public static ParquetSource of(String path) {
    return new ParquetSource(new BoundPath(path, EXTENSIONS), ParquetFormat.DEFAULT);
  }

  private ParquetSource with(ParquetFormat changed) {
    return new ParquetSource(path, changed);
  }

  /** The name of a component's column, spelt exactly so. */
  public ParquetSource column(String component, String columnName) {
    return with(format.withColumns(format.columns().with(component, columnName)));
  }

  /** A component that is null in files without its column. It must be nullable. */
  public ParquetSource optional(String component) {
    return with(format.withColumns(format.columns().withOptional(component)));
  }

  /**
   * Components whose values stand in the names of folders, as Hive and Spark write them: {@code
   * in/country=UK/day=2011-01-02/part-0.parquet}. A folder then means all files below it; every
   * file has to be in a folder for each of these components. Called again, it replaces what was
   * said.
   */
  public ParquetSource partitionedBy(String... components) {
    return new ParquetSource(
        new BoundPath(path.path(), EXTENSIONS),
        format.withFolders(new PartitionColumns(List.of(components))));
  }

  /**
   * The zone of timestamps that are local, as several writers make them. One that was skipped by a
   * change of the clock is rejected, one that came twice is the earlier.
   */
  public ParquetSource zone(ZoneId zone) {
    return with(format.withZone(Objects.requireNonNull(zone)));
  }

  /**
   * How large a page may be, in bytes, compressed or not; 128 MB when not given. Most writers make
   * pages of 1 MB. A reader's memory is bounded by three pages of each column that it reads.
   *
   * @throws IllegalArgumentException when not from 1 byte to 1 GB
   */
  public ParquetSource pageLimit(int bytes) {
    return with(format.withPageLimit(bytes));
  }

  @Override
  public String describe() {
    return "files parquet "
        + path.path()
        + (format.zone() == null ? "" : ", zone " + format.zone());
  }

  /** Reads the footer of every file. */
  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    return new ParquetCheck(port, shape, path, format).problems();
  }

  /** Columns that no component reads, by file. Reads the footer of every file. */
  @Override
  public List<String> notices(String port, Shape<Object> shape) {
    return new ParquetCheck(port, shape, path, format).notices();
  }

  /** Reads the footer of every file. */
  @Override
  public List<InputPartition> partitions(Shape<Object> shape, long extentBytes) throws IOException {
    List<InputPartition> partitions = new ArrayList<>();
    for (BoundPath.Found found : path.list()) {
      String version = ListedFile.at(found.file()).version();
      Footer footer = footer(found.name(), found.file());
      partitions.add(
          new InputPartition(
              found.name(),
              footer.fileBytes(),
              Extents.cut(found.name(), footer, extentBytes).stream()
                  .map(extent -> extent.withVersion(version))
                  .toList()));
    }
    return partitions;
  }

  private static Footer footer(String name, Path file) throws IOException {
    try {
      return Footer.read(file);
    } catch (DamagedParquetException e) {
      throw DamagedParquetException.at(name, e);
    }
  }

  /**
   * @throws IOException when the file is gone, or has changed so that its columns do not fit
   */
  @Override
  public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    return openParquet(shape, projection, extent);
  }

  ParquetReader openParquet(Shape<?> shape, Projection projection, Extent extent)
      throws IOException {
    String name = extent.partition();
    FileBytes file = FileBytes.open(ListedFile.find(path, name, extent.version()));
    try {
      Footer footer = Footer.read(file);
      FileMatch match = FileMatch.of("", name, shape, format, footer);
      if (!match.problems().isEmpty()) {
        throw new IOException(
            name
                + " has other columns than when it was checked: "
                + match.problems().get(0)
                + " Run again when nothing writes to it any more.");
      }
      List<Footer.Group> groups = Extents.groups(footer, extent);
      FolderValues folders = format.folders().of(shape, format.columns(), name);
      return new ParquetReader(
          name,
          file,
          footer,
          groups,
          UselessGroups.of(shape, projection, match.fits(), folders, groups),
          ComponentReaders.of(shape, projection, match.fits(), groups, file, format),
          folders);
    } catch (DamagedParquetException e) {
      file.close();
      throw DamagedParquetException.at(name, e);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Statistics of a file's row groups, for skipping what a filter cannot match. */
  static List<GroupStatistics> statistics(Path file, String column) throws IOException {
    return GroupStatistics.of(Footer.read(file), column);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ParquetSource that
        && path.equals(that.path)
        && format.equals(that.format);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, format);
  }

  @Override
  public String toString() {
    return describe();
  }
}
