package dev.millrace.connect.files.binding;

import dev.millrace.plan.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files behind a source, whatever their format. */
public final class SourceFiles {
  private SourceFiles() {}

  /** The files of a path; what is wrong with the path goes to {@code problems}. */
  public static List<BoundPath.Found> resolve(String port, BoundPath path, List<Problem> problems) {
    try {
      List<BoundPath.Found> files = path.resolve();
      if (files.isEmpty()) {
        problems.add(
            new Problem(
                FilesCode.NOTHING_MATCHES,
                port,
                "no file matches " + path.path(),
                "a source without files would look like a source without rows; relative paths start"
                    + " at "
                    + Path.of("").toAbsolutePath(),
                "name a file, a folder with "
                    + String.join(" or ", path.extensions())
                    + " files, or a pattern that matches some"));
      }
      return files;
    } catch (IOException | java.io.UncheckedIOException e) {
      problems.add(unreadable(port, path.path(), e));
      return List.of();
    }
  }

  public static Problem unreadable(String port, String name, Exception e) {
    return new Problem(
        FilesCode.UNREADABLE,
        port,
        name + " cannot be read: " + e,
        "a run must see all of its input",
        "make it readable for the user who runs this");
  }
}
