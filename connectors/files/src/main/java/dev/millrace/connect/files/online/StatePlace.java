package dev.millrace.connect.files.online;

import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
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
 * @param title {@code customer_spend@1}
 * @param fingerprint of the view (SEMANTICS S16)
 */
record StatePlace(String store, String title, String fingerprint) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of the part with what was carried over from the run before. */
  static final String CARRIED = "earlier";

  static StatePlace of(String store, ViewDefinition view) {
    return new StatePlace(store, view.title(), view.fingerprint());
  }

  Path folder() {
    return Path.of(store).resolve(title + "-" + fingerprint);
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
    List<String> others = others();
    return refusal(
        FilesCode.NO_STATES,
        "There are no states of " + title + " with the fingerprint " + fingerprint,
        others.isEmpty()
            ? "nothing of this view was published there yet"
            : "there are only those of "
                + String.join(", ", others)
                + ", and what is kept of one version answers nothing for another",
        "run the pipeline that feeds the online view with this very definition, or serve with the"
            + " code that wrote what is there");
  }

  /** Other versions of the view that the store has. */
  private List<String> others() throws IOException {
    Path root = Path.of(store);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    String name = title.substring(0, title.indexOf('@') + 1);
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(entry -> entry.startsWith(name))
          .sorted()
          .toList();
    }
  }

  ProblemsException otherVersion(Path part, String otherTitle, String otherFingerprint) {
    return refusal(
        FilesCode.OTHER_STATES,
        part + " holds states of " + otherTitle + " with the fingerprint " + otherFingerprint,
        "the folder is that of "
            + title
            + " with "
            + fingerprint
            + ", and what is kept of one version answers nothing for another",
        "take the file out: Millrace did not put it there");
  }

  ProblemsException damaged(Path part, String what) {
    return refusal(
        FilesCode.STATES_DAMAGED,
        part + " is damaged: " + what,
        "a wrong answer is worse than none",
        "look for who changes files there; then delete the folder's link and run the pipeline again");
  }

  private ProblemsException refusal(FilesCode code, String what, String why, String fix) {
    return new ProblemsException(
        "Online store", List.of(new Problem(code, "store " + store, what, why, fix)));
  }
}
