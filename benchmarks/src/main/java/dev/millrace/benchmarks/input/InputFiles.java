package dev.millrace.benchmarks.input;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
   */
  public static Path of(InputKind kind, long rows, Path root) throws IOException {
    Path folder = root.resolve(kind.folder(rows));
    if (!Files.exists(folder.resolve(DONE))) {
      Files.createDirectories(folder);
      write(kind, rows, folder);
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

  private static void write(InputKind kind, long rows, Path folder) throws IOException {
    RowText text = RowText.of(kind, rows);
    List<OutputStream> parts = new ArrayList<>();
    try {
      for (int part = 0; part < PARTS; part++) {
        Path file = folder.resolve("part-" + part + kind.extension());
        parts.add(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        parts.get(part).write(text.header().getBytes(StandardCharsets.UTF_8));
      }
      StringBuilder line = new StringBuilder();
      for (long row = 0; row < rows; row++) {
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
