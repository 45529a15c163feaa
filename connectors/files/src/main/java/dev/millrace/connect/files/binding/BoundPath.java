package dev.millrace.connect.files.binding;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A path as the user bound it: a file, a folder, or a glob.
 *
 * @param path with {@code /} between names; where it is relative, it starts at {@code home}
 * @param extensions of the files that count in a folder, with their dots
 * @param below whether a folder also means the folders in it
 * @param home the working directory of the process that bound it: workers have others
 */
public record BoundPath(String path, List<String> extensions, boolean below, String home)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public BoundPath {
    extensions = List.copyOf(extensions);
  }

  public BoundPath(String path, List<String> extensions) {
    this(path, extensions, false, Path.of("").toAbsolutePath().toString());
  }

  /** A folder means the files below it, however deep. Links to folders are followed. */
  public BoundPath withFoldersBelow() {
    return new BoundPath(path, extensions, true, home);
  }

  /** A file there is: its name, as bound, is the partition's name. */
  public record Found(String name, Path file) {
    /** What the names of its folders say of its rows. */
    public List<FolderKey> keys() {
      return FolderKey.of(name);
    }
  }

  /** A file by its name, as bound. */
  Path file(String name) {
    return Path.of(home).resolve(name);
  }

  /**
   * The files there are, as {@link #resolve} finds them, in a run.
   *
   * @throws IOException when there are none: the launcher has found some
   */
  public List<Found> list() throws IOException {
    List<Found> files = resolve();
    if (files.isEmpty()) {
      throw new IOException(
          "no file matches "
              + path
              + " here, and where the run was launched some did: every machine has to have them"
              + " under the same path");
    }
    return files;
  }

  /**
   * The files there are, by name. Of a folder: those with a fitting extension. Names that start
   * with a dot or an underscore do not count in a folder or for a glob's star.
   */
  public List<Found> resolve() throws IOException {
    Path exact = file(path);
    if (Files.isDirectory(exact)) {
      return resolveFolder(exact.toRealPath());
    }
    if (Files.isRegularFile(exact)) {
      return List.of(new Found(path, exact));
    }
    return isGlob(path) ? resolveGlob() : List.of();
  }

  /**
   * @param folder with its links resolved, so that all files are of one state of a published folder
   */
  private List<Found> resolveFolder(Path folder) throws IOException {
    if (below) {
      return found(path, folder, filesBelow(folder).stream().filter(this::countsInFolder));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return found(path, folder, entries.filter(Files::isRegularFile).filter(this::countsInFolder));
    }
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
            // A key may begin with an underscore; _temporary does not count.
            String name = String.valueOf(entered.getFileName());
            boolean counts = entered.equals(folder) || !isHidden(name) || name.indexOf('=') > 0;
            return counts ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private boolean countsInFolder(Path file) {
    String name = String.valueOf(file.getFileName());
    return !isHidden(name) && extensions.stream().anyMatch(name::endsWith);
  }

  private List<Found> resolveGlob() throws IOException {
    int firstStar = 0;
    while (!isGlob(path.substring(0, firstStar + 1))) {
      firstStar++;
    }
    int slash = path.lastIndexOf('/', firstStar);
    String base = slash < 0 ? "" : path.substring(0, Math.max(slash, 1));
    String pattern = path.substring(slash + 1);
    if (!Files.isDirectory(file(base))) {
      return List.of();
    }
    Path folder = file(base).toRealPath();
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    boolean wantsHidden = isHidden(pattern.substring(pattern.lastIndexOf('/') + 1));
    int depth =
        pattern.contains("**")
            ? Integer.MAX_VALUE
            : (int) pattern.chars().filter(c -> c == '/').count() + 1;
    try (Stream<Path> all = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
      return found(
          base,
          folder,
          all.filter(Files::isRegularFile)
              .filter(file -> matcher.matches(folder.relativize(file)))
              .filter(file -> wantsHidden || !isHidden(String.valueOf(file.getFileName()))));
    }
  }

  private static List<Found> found(String base, Path folder, Stream<Path> files) {
    String prefix = base.isEmpty() || base.endsWith("/") ? base : base + "/";
    return files
        .map(
            file ->
                new Found(
                    prefix
                        + folder
                            .relativize(file)
                            .toString()
                            .replace(file.getFileSystem().getSeparator(), "/"),
                    file))
        .sorted(java.util.Comparator.comparing(Found::name))
        .toList();
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  private static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
  }
}
