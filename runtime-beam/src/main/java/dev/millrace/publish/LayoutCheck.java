package dev.millrace.publish;

import dev.millrace.plan.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds every problem of a layout before anything is written. */
final class LayoutCheck {
  private final PublicationLayout layout;
  private final Path root;
  private final List<Problem> problems = new ArrayList<>();

  LayoutCheck(PublicationLayout layout) {
    this.layout = layout;
    this.root = layout.root();
  }

  List<Problem> problems() {
    if (root.getParent() == null) {
      noCommonRoot();
      return problems;
    }
    rootIsWritable();
    stateIsReal();
    List<String> folders = layout.folders();
    for (int i = 0; i < folders.size(); i++) {
      apartFromEarlier(folders.get(i), folders.subList(0, i));
      if (staysInside(folders.get(i)) && nothingInTheWay(folders.get(i))) {
        placeIsOurs(folders.get(i));
      }
    }
    return problems;
  }

  private void noCommonRoot() {
    report(
        PublishCode.NO_COMMON_ROOT,
        "",
        "the folders " + layout.folders() + " have no common parent but " + root,
        "all folders of a run are published by one rename, under one root; Millrace does not"
            + " write into the root of a file system",
        "bind folders under one parent, such as 'out/daily' and 'out/rejected', or give the root");
  }

  private void rootIsWritable() {
    Path existing = root;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
      existing = PublicationLayout.parent(existing);
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      report(
          PublishCode.NOT_WRITABLE,
          "",
          "the root " + root + " cannot be written: look at " + existing,
          "the output of a run is staged under the root before it is published",
          "make it a folder that this user can write, or bind the folders elsewhere");
    }
  }

  private void stateIsReal() {
    Path state = layout.state();
    for (Path folder :
        List.of(
            PublicationLayout.parent(state),
            state,
            state.resolve("runs"),
            state.resolve("failed"),
            state.resolve("trash"))) {
      if (isSomethingElse(folder)) {
        report(
            PublishCode.DAMAGED_STATE,
            "",
            folder + " is not a folder of its own",
            "Millrace deletes old runs in it, and must not follow a link to do so",
            "move the link or file away; to keep the data on another disk, bind folders there");
      }
    }
  }

  private void apartFromEarlier(String folder, List<String> earlier) {
    Path place = layout.place(folder);
    for (String other : earlier) {
      Path otherPlace = layout.place(other);
      if (place.equals(otherPlace)) {
        report(
            PublishCode.SAME_FOLDER,
            folder,
            "two bindings write to this folder",
            "the parts of one would be mixed with the parts of the other",
            "give each binding a folder of its own");
      } else if (place.startsWith(otherPlace) || otherPlace.startsWith(place)) {
        report(
            PublishCode.NESTED_FOLDERS,
            folder,
            "this folder and '" + other + "' lie one inside the other",
            "a published folder holds the parts of one output and nothing else",
            "bind them side by side, such as 'out/daily' and 'out/daily-csv'");
      }
    }
  }

  private boolean staysInside(String folder) {
    Path place = layout.place(folder);
    boolean inside =
        place.startsWith(root)
            && !place.equals(root)
            && !root.relativize(place).startsWith(PublicationLayout.STATE);
    if (!inside) {
      report(
          PublishCode.OUTSIDE_ROOT,
          folder,
          "this folder is " + place + ", which is not a folder below the root " + root,
          "all folders of a run are published by one rename, under one root; '"
              + PublicationLayout.STATE
              + "' there belongs to Millrace",
          "bind a folder below the root, or give a root above all folders");
    }
    return inside;
  }

  private boolean nothingInTheWay(String folder) {
    Path place = layout.place(folder);
    for (Path above = place.getParent();
        above != null && !above.equals(root);
        above = above.getParent()) {
      if (isSomethingElse(above)) {
        report(
            PublishCode.BEHIND_LINK,
            folder,
            above + " is a link or a file, not a folder",
            "what is written behind a link may land in another output or outside the root",
            "bind a folder whose parents, up to the root " + root + ", are ordinary folders");
        return false;
      }
    }
    return true;
  }

  private void placeIsOurs(String folder) {
    Path place = layout.place(folder);
    try {
      if (Files.isSymbolicLink(place)) {
        Path target = Files.readSymbolicLink(place);
        if (!target.equals(layout.linkTarget(layout.key(folder)))) {
          problems.add(foreignLink(folder, place, target));
        }
      } else if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder(place)) {
        report(
            PublishCode.OCCUPIED,
            folder,
            place + " is there already, and Millrace did not write it",
            "a published folder is replaced as a whole; what is in it now would be lost",
            "bind another folder, or move what is there away");
      }
    } catch (IOException unreadable) {
      report(
          PublishCode.NOT_WRITABLE,
          folder,
          place + " cannot be read: " + unreadable,
          "Millrace must know that nothing of yours is there before it publishes",
          "make it readable for this user, or bind another folder");
    }
  }

  /** Tells a link of Millrace's from any other by the shape of the path it leads to. */
  private Problem foreignLink(String folder, Path place, Path target) {
    Path resolved = PublicationLayout.parent(place).resolve(target).normalize();
    List<String> names = PublicationLayout.names(resolved);
    int state = names.lastIndexOf(PublicationLayout.STATE);
    Optional<String> owner =
        state >= 0 && state + 2 < names.size() && names.get(state + 2).equals("current")
            ? Optional.of(names.get(state + 1))
            : Optional.empty();
    if (owner.isEmpty()) {
      return PublishCode.LINKS_ELSEWHERE.problem(
          where(folder),
          place + " is a link to " + target + ", and Millrace did not make it",
          "publishing would replace the link, or write where it leads",
          "bind another folder, or move the link away");
    }
    if (!owner.get().equals(layout.pipeline())) {
      return PublishCode.OTHER_PIPELINE.problem(
          where(folder),
          place + " is an output of pipeline '" + owner.get() + "'",
          "two pipelines that publish one folder would replace each other's data",
          "bind another folder; when '"
              + owner.get()
              + "' is no longer run, delete the link (its data stay under "
              + PublicationLayout.STATE
              + ")");
    }
    return PublishCode.OTHER_ROOT.problem(
        where(folder),
        place + " was published under another root: it leads to " + resolved,
        "the root is the deepest common parent of all folders, which has changed to "
            + root
            + "; a link cannot be part of two roots",
        "give the root, so that it stays what it was; or delete the link and publish anew"
            + " (the old data stay where they are)");
  }

  private static boolean isEmptyFolder(Path place) throws IOException {
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(place)) {
      return entries.findAny().isEmpty();
    }
  }

  private static boolean isSomethingElse(Path folder) {
    return Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  private void report(PublishCode code, String folder, String what, String why, String fix) {
    problems.add(code.problem(where(folder), what, why, fix));
  }

  private static String where(String folder) {
    return folder.isEmpty() ? "" : "folder '" + folder + "'";
  }
}
