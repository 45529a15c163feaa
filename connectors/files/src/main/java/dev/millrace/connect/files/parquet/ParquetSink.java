package dev.millrace.connect.files.parquet;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows to Parquet files, from their columns. Immutable: every method returns a changed copy. What
 * is written, {@link ParquetSource} reads back to the same values, bit for bit, but for the payload
 * of a NaN. Equal rows in equal order give equal bytes, however they come in blocks.
 *
 * <p>A writer holds one row group, compressed, and a page of each column: {@link #rowGroupBytes},
 * and about 2 MB for each column.
 */
public final class ParquetSink implements SinkBinding<Object> {
  private static final long serialVersionUID = 1L;
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final String folder;
  private final ColumnNames names;
  private final PageCompression compression;
  private final long rowGroupBytes;

  private ParquetSink(
      String folder, ColumnNames names, PageCompression compression, long rowGroupBytes) {
    this.folder = folder;
    this.names = names;
    this.compression = compression;
    this.rowGroupBytes = rowGroupBytes;
  }

  /** Writes to a folder, compressed with zstd. */
  public static ParquetSink of(String folder) {
    return new ParquetSink(folder, ColumnNames.BY_NAME, PageCompression.ZSTD, ROW_GROUP_BYTES);
  }

  /** The name of a component's column, when it is not the component's own. */
  public ParquetSink column(String component, String columnName) {
    return new ParquetSink(folder, names.with(component, columnName), compression, rowGroupBytes);
  }

  /** How pages are compressed; zstd when not given. */
  public ParquetSink compression(PageCompression compression) {
    return new ParquetSink(folder, names, Objects.requireNonNull(compression), rowGroupBytes);
  }

  /**
   * How large a row group becomes, in compressed bytes; 32 MB when not given, and never more than
   * 1,048,576 rows. A reader takes row groups as they are: larger ones are read with fewer seeks,
   * smaller ones by more workers.
   *
   * @throws IllegalArgumentException when not from 1 byte to 1 GB
   */
  public ParquetSink rowGroupBytes(long bytes) {
    if (bytes < 1 || bytes > 1 << 30) {
      throw new IllegalArgumentException(
          "A row group of " + bytes + " bytes: write a size from 1 to " + (1 << 30));
    }
    return new ParquetSink(folder, names, compression, bytes);
  }

  @Override
  public String describe() {
    return "files parquet " + folder;
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    List<Problem> problems = new ArrayList<>(Holding.problems(port, shape.components()));
    problems.addAll(names.check(port, shape));
    Set<String> used = new HashSet<>();
    for (Component component : shape.components()) {
      if (!used.add(names.nameOf(component))) {
        problems.add(
            new Problem(
                FilesCode.BAD_OPTION,
                port,
                "two components are written to column '" + names.nameOf(component) + "'",
                "a reader could not tell them apart",
                "give each component a column of its own"));
      }
    }
    return List.copyOf(problems);
  }

  @Override
  public String folder() {
    return folder;
  }

  @Override
  public String extension() {
    return ".parquet";
  }

  @Override
  public RowWriter<Object> writer(Shape<Object> shape, OutputStream out) throws IOException {
    return new ParquetWriter(shape, names, compression, rowGroupBytes, out);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ParquetSink that
        && folder.equals(that.folder)
        && names.equals(that.names)
        && compression == that.compression
        && rowGroupBytes == that.rowGroupBytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(folder, names, compression, rowGroupBytes);
  }

  @Override
  public String toString() {
    return describe();
  }
}
