package dev.millrace.benchmarks.input;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Writes inputs, once: a folder that is whole is used again. */
public final class InputFiles {
  /** Files of an input, each a partition when it is played as a stream. */
  public static final int PARTS = 4;

  private static final String DONE = "_done";

  private InputFiles() {}

  /**
   * The folder of an input, written if it is not there. Row i stands in part i modulo {@link
   * #PARTS}, so that all parts go through event time side by side.
   *
   * @throws UnavailableException when what writes its format cannot be run here
   */
  public static Path of(Input input, Path root) throws IOException, UnavailableException {
    Path folder = root.resolve(input.folder());
    if (!Files.exists(folder.resolve(DONE))) {
      Files.createDirectories(folder);
      write(input, folder, root);
      Files.writeString(folder.resolve(DONE), "");
    }
    return folder;
  }

  /** The part files of a folder, by name. */
  public static List<Path> parts(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith("_")).sorted().toList();
    }
  }

  /** The files of a folder that a pattern matches in their names, by name. */
  public static List<Path> matching(Path pattern) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.getFileName());
    try (Stream<Path> files = Files.list(pattern.toAbsolutePath().getParent())) {
      return files.filter(file -> matcher.matches(file.getFileName())).sorted().toList();
    }
  }

  private static void write(Input input, Path folder, Path root)
      throws IOException, UnavailableException {
    switch (input.kind()) {
      case ORDERS, ORDERS_JSON, MANY_CUSTOMERS, HOT_CUSTOMER, WIDE -> writeText(input, folder);
      case HISTORY, HOT_HISTORY -> HistoryText.write(input, folder);
      case HISTORY_PARQUET -> ParquetParts.writeHistory(history(input, root), folder);
      case ORDERS_PARQUET -> ParquetParts.write(orders(input, root), folder, "snappy");
      case ORDERS_PARQUET_ZSTD -> ParquetParts.write(orders(input, root), folder, "zstd");
      case ORDERS_AVRO -> AvroParts.write(orders(input, root), folder, AvroParts.SNAPPY);
      case ORDERS_AVRO_ZSTD -> AvroParts.write(orders(input, root), folder, AvroParts.ZSTANDARD);
    }
  }

  /** The parts of the same rows as CSV, from which other formats are made. */
  private static List<Path> orders(Input input, Path root)
      throws IOException, UnavailableException {
    return parts(of(Input.of(InputKind.ORDERS, input.rows()), root));
  }

  private static List<Path> history(Input input, Path root)
      throws IOException, UnavailableException {
    return parts(of(Input.of(InputKind.HISTORY, input.rows()), root));
  }

  /** Where the part goes that has the rows of a part of another format. */
  static Path beside(Path part, Path folder, InputKind kind) {
    String name = part.getFileName().toString();
    return folder.resolve(name.substring(0, name.lastIndexOf('.')) + kind.extension());
  }

  private static void writeText(Input input, Path folder) throws IOException {
    RowText text = RowText.of(input);
    List<OutputStream> parts = new ArrayList<>();
    try {
      for (int part = 0; part < PARTS; part++) {
        Path file = folder.resolve("part-" + part + input.kind().extension());
        parts.add(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        parts.get(part).write(text.header().getBytes(StandardCharsets.UTF_8));
      }
      StringBuilder line = new StringBuilder();
      for (long row = 0; row < input.rows(); row++) {
        line.setLength(0);
        text.append(row, line);
        parts.get((int) (row % PARTS)).write(line.toString().getBytes(StandardCharsets.UTF_8));
      }
    } finally {
      for (OutputStream part : parts) {
        part.close();
      }
    }
  }
}
