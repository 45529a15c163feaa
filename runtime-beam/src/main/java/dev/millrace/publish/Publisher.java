package dev.millrace.publish;

import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The launcher's side of publication: begins runs, one at a time for a pipeline and root. */
public final class Publisher {
  private final PublicationLayout layout;
  private final Elsewhere elsewhere;
  private final Consumer<Phase> phases;

  private Publisher(PublicationLayout layout, Elsewhere elsewhere, Consumer<Phase> phases) {
    this.layout = layout;
    this.elsewhere = elsewhere;
    this.phases = phases;
  }

  public static Publisher of(PublicationLayout layout) {
    return of(layout, Elsewhere.NOWHERE);
  }

  /**
   * @param elsewhere is asked about runs that were handed over, before another begins
   */
  public static Publisher of(PublicationLayout layout, Elsewhere elsewhere) {
    return new Publisher(layout, elsewhere, phase -> {});
  }

  static Publisher of(PublicationLayout layout, Consumer<Phase> phases) {
    return new Publisher(layout, Elsewhere.NOWHERE, phases);
  }

  /**
   * Begins a run: takes the pipeline's lock for as long as this process lives or until the run is
   * closed, and removes what dead runs left.
   *
   * @param run letters, digits, dots, hyphens and underscores; never used before
   * @throws ProblemsException when the layout has problems, another run is going on, the id was
   *     used before or the file system has no symbolic links
   */
  public OpenRun begin(String run) throws IOException {
    RunFolder folder = new RunFolder(layout, run);
    refuse(layout.check());
    createStateFolders();
    RunLock lock = RunLock.take(layout, run);
    try {
      RunStore store = new RunStore(layout);
      for (RunFolder left : store.handedOver()) {
        requireOver(left);
      }
      requireOverUnderOtherRoots(store);
      store.sweep(phases);
      create(folder);
      return new OpenRun(folder, store, lock);
    } catch (IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  /**
   * Takes up the run that was handed over last, and has stopped: with its id, its published units
   * and what it has staged. For a launch from a savepoint, whose state names staged parts. What is
   * on the disk stays as it is: see {@link OpenRun#addFolders}.
   *
   * @throws ProblemsException when there is none, or it goes on
   */
  public OpenRun resume() throws IOException {
    refuse(layout.check());
    createStateFolders();
    RunLock lock = RunLock.take(layout, "that goes on from a savepoint");
    try {
      RunStore store = new RunStore(layout);
      RunFolder left =
          store.handedOver().stream()
              .filter(UnitLock::isOpenForUnits)
              .max(Comparator.comparing(RunFolder::run))
              .orElseThrow(this::nothingToResume);
      requireOver(left);
      requireOverUnderOtherRoots(store);
      return new OpenRun(left, store, lock);
    } catch (IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  private ProblemsException nothingToResume() {
    return PublishCode.NOTHING_TO_RESUME.refusal(
        layout.pipeline(),
        "there is no run under " + layout.root() + " that could go on from a savepoint",
        "a savepoint holds what is not published yet, and the files it names are those of its run;"
            + " another run that has begun since has removed them",
        "bind the folders that the run of the savepoint bound, or begin anew, without it");
  }

  private void requireOverUnderOtherRoots(RunStore store) throws IOException {
    for (RunFolder left : store.handedOverUnderOtherRoots()) {
      requireOver(left);
      Files.deleteIfExists(
          left.job()); // nothing that is launched under its root may ever ask again
    }
  }

  private void requireOver(RunFolder left) throws IOException {
    String job = Files.readString(left.job());
    switch (elsewhere.state(job)) {
      case OVER -> {}
      case GOING_ON ->
          throw PublishCode.RUN_GOING_ON.refusal(
              layout.pipeline(),
              "run " + left.run() + " is going on: " + elsewhere.describe(job),
              "a second copy would publish over the first one",
              "wait for it, or stop it; after that a new run begins by itself");
      case UNKNOWN ->
          throw PublishCode.RUN_UNKNOWN.refusal(
              layout.pipeline(),
              "run "
                  + left.run()
                  + " may be going on, and nobody answers who knows: "
                  + elsewhere.describe(job),
              "a second copy would publish over the first one",
              "run again when the cluster can be reached. If it is gone for good, delete "
                  + left.job());
    }
  }

  private void createStateFolders() throws IOException {
    Path runs = layout.state().resolve("runs");
    Files.createDirectories(runs);
    for (Path folder = runs;
        folder.startsWith(layout.root());
        folder = PublicationLayout.parent(folder)) {
      Disk.forceFolder(folder);
    }
  }

  private void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new ProblemsException("Publication of '" + layout.pipeline() + "'", problems);
    }
  }

  private void create(RunFolder run) throws IOException {
    try {
      Files.createDirectory(run.path());
    } catch (FileAlreadyExistsException used) {
      throw PublishCode.RUN_EXISTS.refusal(
          layout.pipeline(),
          "there is a run " + run.run() + " already",
          "its output is the current one or the one before it, and is kept",
          "give every run an id of its own");
    }
    // Also where every output is sent and no folder is bound: it says that units may be added.
    Files.createDirectory(run.staging());
    for (String key : layout.keys()) {
      Files.createDirectories(run.staging(key));
    }
    try {
      Files.createSymbolicLink(run.token(), run.currentTarget());
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      throw PublishCode.NO_SYMBOLIC_LINKS.refusal(
          layout.pipeline(),
          "no symbolic link can be made under " + layout.root() + ": " + noLinks,
          "the folders of a run are published together by replacing one symbolic link",
          "bind folders on a file system with symbolic links: a local disk, NFS, or the inside of a"
              + " container instead of a shared folder");
    }
  }

  /** The manifest of the run that readers see; empty before the first commit. */
  public Optional<Path> currentManifest() throws IOException {
    return new RunStore(layout).currentRun().map(run -> run.output().resolve(OutputBuild.MANIFEST));
  }
}
