package dev.millrace.connect.files.online;

import dev.millrace.plan.ProblemsException;
import dev.millrace.plan.ViewDefinition;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The place of one version of a view in a store: a folder whose name says which.
 *
 * @param store as it is bound
 */
record StatePlace(String store, ViewVersion version) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of the part with what was carried over from the run before. */
  static final String CARRIED = "earlier";

  static StatePlace of(String store, ViewDefinition view) {
    return new StatePlace(store, ViewVersion.of(view));
  }

  String title() {
    return version.title();
  }

  String fingerprint() {
    return version.fingerprint();
  }

  Path folder() {
    return Path.of(store).resolve(version.name());
  }

  /**
   * The parts in a folder as it is published, units in folders of their own: what was carried over
   * first, so that among states of the same facts those of the later run come last.
   */
  static List<Path> parts(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      Comparator<Path> carriedFirst = Comparator.comparing(part -> !isCarried(folder, part));
      return files
          .filter(file -> file.toString().endsWith(StateFile.EXTENSION))
          .sorted(carriedFirst.thenComparing(Comparator.naturalOrder()))
          .toList();
    }
  }

  private static boolean isCarried(Path folder, Path part) {
    return folder.relativize(part).toString().startsWith(CARRIED);
  }

  ProblemsException notThere() throws IOException {
    return version.notIn(store, others());
  }

  /** Other versions of the view that the store has. */
  private List<String> others() throws IOException {
    Path root = Path.of(store);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(version::isOfSameView)
          .toList();
    }
  }

  ProblemsException otherVersion(Path part, String otherTitle, String otherFingerprint) {
    return version.meetsAnother(
        store,
        part + " holds states of " + otherTitle + " with the fingerprint " + otherFingerprint);
  }

  ProblemsException damaged(Path part, String what) {
    return version.damaged(
        store,
        part + " is damaged: " + what,
        "look for who changes files there; then delete the folder's link and run the pipeline again");
  }
}
