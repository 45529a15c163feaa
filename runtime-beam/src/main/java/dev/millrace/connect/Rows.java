package dev.millrace.connect;

import dev.millrace.record.ByteInput;
import dev.millrace.record.Codec;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows held in memory as a source, and rows written in Millrace's own encoding as a sink: for tests
 * and small tables. The test kit is built on them.
 *
 * <p>The rows of a source are encoded when it is made, so it can be serialised whatever the rows
 * are, and later changes to a row's arrays or lists have no effect.
 */
public final class Rows {
  static final String EXTENSION = ".rows";

  private Rows() {}

  /**
   * A source with one partition, {@code rows}, and positions from 0 in the order of the list.
   *
   * @throws NullPointerException when a row is null, naming its index, or a component that is not
   *     {@code @Nullable} is
   * @throws dev.millrace.record.ShapeException when the type cannot be an element
   */
  public static <T> SourceBinding<T> source(Class<T> type, List<T> rows) {
    return RowsSource.of(type, List.of(RowsPartition.of("rows", Shape.of(type), rows)), false);
  }

  /**
   * A source with a partition for each list, {@code rows-0}, {@code rows-1}…, each with positions
   * from 0.
   *
   * @throws NullPointerException as {@link #source} does
   */
  public static <T> SourceBinding<T> partitioned(Class<T> type, List<List<T>> partitions) {
    return RowsSource.of(type, encoded(type, partitions), false);
  }

  /**
   * A stream with a partition for each list, {@code rows-0}, {@code rows-1}…, each in the order of
   * its list, which ends when all lists have been read.
   *
   * @throws NullPointerException as {@link #source} does
   */
  public static <T> SourceBinding<T> stream(Class<T> type, List<List<T>> partitions) {
    return RowsSource.of(type, encoded(type, partitions), true);
  }

  private static <T> List<RowsPartition> encoded(Class<T> type, List<List<T>> partitions) {
    Shape<T> shape = Shape.of(type);
    List<RowsPartition> encoded = new ArrayList<>();
    for (List<T> rows : partitions) {
      encoded.add(RowsPartition.of("rows-" + encoded.size(), shape, rows));
    }
    return encoded;
  }

  /**
   * A sink whose parts {@link #read} understands. A part is kept in memory until it is complete.
   *
   * @param <T> any element type
   */
  public static <T> SinkBinding<T> sink(Path folder) {
    return new RowsSink<>(folder.toString());
  }

  /**
   * The rows of a published folder, part by part in the order of the parts' names; of a stream,
   * unit by unit.
   *
   * @throws CorruptDataException when a part was cut short, is damaged, or holds rows of another
   *     shape; it names the part
   * @throws IOException when the folder is not there or a part cannot be read
   */
  public static <T> List<T> read(Shape<T> shape, Path folder) throws IOException {
    List<T> rows = new ArrayList<>();
    for (Path part : parts(folder)) {
      ByteInput in = new ByteInput(Files.readAllBytes(part));
      try {
        readPart(shape, in, rows);
      } catch (CorruptDataException e) {
        throw new CorruptDataException(part + ": " + e.getMessage());
      }
    }
    return rows;
  }

  private static List<Path> parts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(EXTENSION))
          .sorted()
          .toList();
    }
  }

  private static <T> void readPart(Shape<T> shape, ByteInput in, List<T> rows) {
    long count = RowsHeader.read(in, shape);
    Codec<T> codec = shape.codec();
    for (long i = 0; i < count; i++) {
      rows.add(codec.decode(in));
    }
    if (!in.isAtEnd()) {
      throw new CorruptDataException(in.remaining() + " bytes follow the last row");
    }
  }
}
