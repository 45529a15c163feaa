package dev.millrace.connect.files;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.DamagedFileException;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.connect.files.binding.ListedFile;
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

  private static final int HEAD = 4 * 1024;

  private TextFiles() {}

  /** What a file's first bytes say it is, when that is not what its name says, in UTF-8. */
  static Optional<Problem> checkStart(String port, BoundPath.Found found) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(found.file())) {
      head = in.readNBytes(Compression.SIGNATURE_BYTES);
    }
    Compression named = Compression.of(found.file());
    if (!named.canStartWith(head)) {
      return Optional.of(notCompressed(port, found, named));
    }
    Compression stored = Compression.startingWith(head);
    if (named == Compression.NONE && stored != Compression.NONE) {
      return Optional.of(notNamed(port, found, stored));
    }
    long size = Files.size(found.file());
    try (ByteWindow in = new ByteWindow(found.name(), found.file(), 0, size, HEAD)) {
      while (in.limit() < HEAD && !in.isEnded()) {
        in.more();
      }
      return isUtf16(in) ? Optional.of(utf16(port, found)) : Optional.empty();
    } catch (DamagedFileException e) {
      return Optional.of(damaged(port, e));
    }
  }

  private static boolean isUtf16(ByteWindow in) {
    byte[] b = in.bytes();
    int first = in.limit() < 2 ? 0 : (b[0] & 0xFF) << 8 | (b[1] & 0xFF);
    return first == 0xFEFF || first == 0xFFFE;
  }

  private static Problem utf16(String port, BoundPath.Found found) {
    return new Problem(
        FilesCode.NOT_UTF8,
        port,
        found.name() + " is UTF-16",
        "files are read as UTF-8 text",
        "convert it first");
  }

  private static Problem notCompressed(String port, BoundPath.Found found, Compression named) {
    return new Problem(
        FilesCode.WRONG_COMPRESSION,
        port,
        found.name() + " does not begin as " + named.word() + " does",
        "a file whose name ends in " + named.suffix() + " is unpacked with " + named.word(),
        "if it is plain text, take " + named.suffix() + " off its name; if not, it is damaged");
  }

  private static Problem notNamed(String port, BoundPath.Found found, Compression stored) {
    return new Problem(
        FilesCode.WRONG_COMPRESSION,
        port,
        found.name() + " is compressed with " + stored.word(),
        "only a file whose name says so is unpacked",
        "let its name end in " + stored.suffix());
  }

  static Problem damaged(String port, DamagedFileException e) {
    return new Problem(
        FilesCode.DAMAGED,
        port,
        e.what(),
        "what is behind a damage cannot be read, and a run reads all of its input",
        "take the file once more from where it came");
  }

  /** The partitions of a path, each cut into extents; one that is compressed is one extent. */
  static List<InputPartition> partitions(BoundPath path, long extentBytes, Scanning scanning)
      throws IOException {
    List<InputPartition> partitions = new ArrayList<>();
    for (BoundPath.Found found : path.list()) {
      ListedFile listed = ListedFile.at(found.file());
      List<Extent> extents = extents(found.name(), listed, extentBytes, scanning);
      partitions.add(
          new InputPartition(
              found.name(),
              listed.size(),
              extents.stream().map(extent -> extent.withVersion(listed.version())).toList()));
    }
    return partitions;
  }

  private static List<Extent> extents(
      String name, ListedFile listed, long extentBytes, Scanning scanning) throws IOException {
    long size = listed.size();
    boolean isWhole = Compression.of(listed.file()) != Compression.NONE;
    if (size == 0 && !isWhole) {
      return List.of();
    }
    if (size <= extentBytes || isWhole) {
      return List.of(new Extent(name, 0, size, 1));
    }
    try (ByteWindow in = ByteWindow.unhashed(name, listed.file(), size)) {
      return ExtentCutter.cut(name, scanning.over(in, 1), size, extentBytes);
    }
  }
}
