package dev.millrace.connect.files;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files behind a source of text. */
final class TextFiles {
  /** Makes a format's scanner over a part of a file. */
  interface Scanning {
    RecordScanner over(ByteWindow in, long firstLine);
  }

  private TextFiles() {}

  /** What a file's first bytes say it is, when that is not text in UTF-8. */
  static Optional<Problem> checkEncoding(String port, BoundPath.Found found) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(found.file())) {
      head = in.readNBytes(2);
    }
    int first = head.length < 2 ? 0 : (head[0] & 0xFF) << 8 | (head[1] & 0xFF);
    String what =
        switch (first) {
          case 0x1F8B -> "compressed with gzip";
          case 0xFEFF, 0xFFFE -> "UTF-16";
          default -> "";
        };
    return what.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                FilesCode.NOT_UTF8,
                port,
                found.name() + " is " + what,
                "files are read as UTF-8 text",
                "convert it first"));
  }

  /** The partitions of a path, each cut into extents. */
  static List<InputPartition> partitions(BoundPath path, long extentBytes, Scanning scanning)
      throws IOException {
    List<InputPartition> partitions = new ArrayList<>();
    for (BoundPath.Found found : path.resolve()) {
      long size = Files.size(found.file());
      partitions.add(
          new InputPartition(found.name(), size, extents(found, size, extentBytes, scanning)));
    }
    return partitions;
  }

  private static List<Extent> extents(
      BoundPath.Found found, long size, long extentBytes, Scanning scanning) throws IOException {
    if (size == 0) {
      return List.of();
    }
    if (size <= extentBytes) {
      return List.of(new Extent(found.name(), 0, size, 1));
    }
    try (ByteWindow in = new ByteWindow(found.name(), found.file(), 0, size)) {
      return ExtentCutter.cut(found.name(), scanning.over(in, 1), size, extentBytes);
    }
  }
}
