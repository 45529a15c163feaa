package dev.millrace.connect.files.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * A file as it was when a run listed it. A run reads that very file or fails: links on the way to
 * it are resolved once, so that a folder that is published anew in between does not mix two runs,
 * and a file that was written to since is refused.
 *
 * @param file with the links of its folders resolved; its own name is kept, which says how it is
 *     compressed
 * @param size in bytes
 * @param modified nanoseconds since 1970, as far as the file system keeps them
 */
public record ListedFile(Path file, long size, long modified) {
  private static final String AGAIN = ". Run again when nothing writes to it any more.";

  /** The file as it is now. */
  public static ListedFile at(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    Path real =
        folder == null || name == null ? absolute : folder.toRealPath().resolve(name.toString());
    BasicFileAttributes now = Files.readAttributes(real, BasicFileAttributes.class);
    return new ListedFile(real, now.size(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  /** For {@link dev.millrace.connect.Extent#version}. */
  public String version() {
    return size + " " + modified + " " + file;
  }

  /**
   * The file that was listed.
   *
   * @param path that it was bound by
   * @param name as bound
   * @param version from {@link #version}; empty for a file that nobody has listed, which is taken
   *     as it is
   * @throws IOException when it has been changed, replaced or taken away since
   */
  public static Path find(BoundPath path, String name, String version) throws IOException {
    if (version.isEmpty()) {
      return path.file(name);
    }
    String[] parts = version.split(" ", 3);
    ListedFile listed =
        new ListedFile(Path.of(parts[2]), Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    ListedFile now;
    try {
      now = at(listed.file());
    } catch (NoSuchFileException gone) {
      throw new IOException(
          name + " was taken away or replaced after the run had listed it" + AGAIN, gone);
    }
    if (!now.equals(listed)) {
      throw new IOException(
          name
              + " was changed after the run had listed it: it had "
              + listed.size()
              + " bytes and has "
              + now.size()
              + (now.size() == listed.size() ? ", but was written to" : "")
              + AGAIN);
    }
    return listed.file();
  }
}
