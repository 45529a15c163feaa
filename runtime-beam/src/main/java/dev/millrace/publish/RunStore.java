package dev.millrace.publish;

import dev.millrace.plan.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All runs of a pipeline that are on disk: which one is current, and which are no longer needed.
 */
final class RunStore {
  private final PublicationLayout layout;

  RunStore(PublicationLayout layout) {
    this.layout = layout;
  }

  Path current() {
    return layout.state().resolve("current");
  }

  Path trash() {
    return layout.state().resolve("trash");
  }

  Path failed() {
    return layout.state().resolve("failed");
  }

  /** The run that readers see; empty before the first commit, or when its data were removed. */
  Optional<RunFolder> currentRun() throws IOException {
    Path current = current();
    if (!Files.exists(current, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isSymbolicLink(current)) {
      throw damaged(current + " is not a link");
    }
    Path target = Files.readSymbolicLink(current).normalize();
    if (target.getNameCount() != 3 || !PublicationLayout.isName(target.getName(1).toString())) {
      throw damaged(current + " leads to " + target);
    }
    RunFolder run = new RunFolder(layout, target.getName(1).toString());
    if (!target.equals(run.currentTarget())) {
      throw damaged(current + " leads to " + target);
    }
    return Files.isDirectory(run.output()) ? Optional.of(run) : Optional.empty();
  }

  private RuntimeException damaged(String what) {
    return PublishCode.DAMAGED_STATE.refusal(
        layout.pipeline(),
        what,
        "it must be a link to runs/<run>/output, or there is no telling what readers see",
        "point it to one of the folders in " + layout.state().resolve("runs"));
  }

  /** The run that readers saw before the given one was committed. */
  Optional<RunFolder> previousOf(RunFolder run) throws IOException {
    try {
      String name = Files.readString(run.output().resolve("previous")).strip();
      return Optional.of(new RunFolder(layout, name));
    } catch (NoSuchFileException first) {
      return Optional.empty();
    }
  }

  /**
   * Removes whatever dead runs left, but for the output of the current run and of the one before
   * it. Only for the holder of the pipeline's lock: every other run is dead then.
   */
  void sweep(Consumer<Phase> phases) throws IOException {
    phases.accept(Phase.BEGIN_SWEEPING);
    Disk.delete(trash());
    List<RunFolder> runs = runs();
    Set<RunFolder> neverCommitted = new HashSet<>();
    for (RunFolder run : runs) {
      if (giveUp(run)) {
        neverCommitted.add(run);
      }
    }
    phases.accept(Phase.DEAD_RUNS_GIVEN_UP);
    // Not before: until its token is gone, a dead launcher's worker may still commit its run.
    Optional<RunFolder> current = currentRun();
    Set<RunFolder> kept = new HashSet<>();
    if (current.isPresent()) {
      kept.add(current.get());
      previousOf(current.get()).ifPresent(kept::add);
    }
    for (RunFolder run : runs) {
      if (kept.contains(run)) {
        tidy(run);
      } else if (current.isPresent()
          || neverCommitted.contains(run)
          || !Files.exists(run.output())) {
        Disk.discard(run.path(), trash());
      } // Else the user took 'current' away: an output that was published once is not ours to lose.
    }
  }

  /** Runs that their launchers have left to others, and nobody has swept since. */
  List<RunFolder> handedOver() throws IOException {
    return runs().stream().filter(run -> Files.exists(run.job())).toList();
  }

  /**
   * Runs of the pipeline that were left to others, and publish one of these folders from under
   * another root: the root was another one when less, or more, was bound. What others do not let
   * this process see is not its own.
   */
  Set<RunFolder> handedOverUnderOtherRoots() throws IOException {
    Set<RunFolder> found = new LinkedHashSet<>();
    for (String folder : layout.folders()) {
      for (Path root = layout.place(folder).getParent(); root != null; root = root.getParent()) {
        if (!root.equals(layout.root())) {
          found.addAll(handedOver(layout.under(root.toString()), folder));
        }
      }
    }
    return found;
  }

  private static List<RunFolder> handedOver(PublicationLayout layout, String folder)
      throws IOException {
    try {
      return new RunStore(layout)
          .handedOver().stream()
              .filter(left -> Files.isDirectory(left.staging(layout.key(folder))))
              .toList();
    } catch (AccessDeniedException | NotDirectoryException somebodyElses) {
      return List.of();
    }
  }

  private List<RunFolder> runs() throws IOException {
    return Disk.list(layout.state().resolve("runs")).stream()
        .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
        .map(path -> Objects.toString(path.getFileName()))
        .filter(PublicationLayout::isName) // what Millrace did not make, it leaves alone
        .map(name -> new RunFolder(layout, name))
        .toList();
  }

  /** Makes sure that the run is never committed from now on. False when it was, or never began. */
  boolean giveUp(RunFolder run) throws IOException {
    return Files.deleteIfExists(run.token());
  }

  /** Removes everything of a committed run but its output. A stream is closed to more units. */
  void tidy(RunFolder run) throws IOException {
    if (run.isStream()) {
      UnitLock.holding(run, () -> keepOnly(run, Set.of(run.generations(), run.units())));
    } else {
      keepOnly(run, Set.of());
    }
  }

  private Void keepOnly(RunFolder run, Set<Path> alsoKept) throws IOException {
    for (Path entry : Disk.list(run.path())) {
      if (!entry.equals(run.output()) && !alsoKept.contains(entry)) {
        Disk.discard(entry, trash());
      }
    }
    return null;
  }

  /**
   * Keeps the run before this one, so that its readers can finish and people can go back. The one
   * before that is removed by its name: a newer run may be going on by now, and is not to be hit.
   */
  void removeBeforePrevious(RunFolder run) throws IOException {
    Optional<RunFolder> previous = previousOf(run);
    if (previous.isPresent()) {
      Optional<RunFolder> older = previousOf(previous.get());
      if (older.isPresent() && !older.get().equals(run)) {
        remove(older.get());
      }
    }
  }

  Problem notTidied(RunFolder run, IOException failure) {
    return PublishCode.NOT_TIDIED.problem(
        "",
        "run " + run.run() + " is published, but old files could not be removed: " + failure,
        "they take up space",
        "the next run tries again; look at the permissions under " + layout.state());
  }

  /** Removes a run; its readers, if any are left, find it gone as a whole. */
  void remove(RunFolder run) throws IOException {
    Disk.discard(run.path(), trash());
  }
}
