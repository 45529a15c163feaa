package dev.millrace.publish;

import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Publishes one run, on whatever machine of the run has all the parts in hand. */
public final class Publication implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RunFolder run;

  Publication(RunFolder run) {
    this.run = run;
  }

  /**
   * Makes the given parts, and nothing else, the output of the pipeline: in all folders at once, by
   * one rename. A folder without a part appears empty but for its manifest. Until the rename, and
   * when this fails, readers have the earlier output.
   *
   * <p>May be tried again, also at the same time by another attempt, also with the parts of another
   * attempt at the whole run: the first attempt that completes is what is published, and the others
   * confirm it. Costs a hard link per part, and a few waits for the disk per folder.
   *
   * @param parts all of them, in any order; names follow from {@link PublishedPart#arrange}
   * @param manifest of the run; every folder gets a copy
   * @throws dev.millrace.plan.ProblemsException when the run was given up, a part is not what it
   *     was, or a folder's place was taken meanwhile
   */
  public Published publish(List<StagedPart> parts, byte[] manifest) throws IOException {
    return publish(parts, manifest, phase -> {});
  }

  Published publish(List<StagedPart> parts, byte[] manifest, Consumer<Phase> phases)
      throws IOException {
    phases.accept(Phase.PARTS_STAGED);
    RunStore store = new RunStore(run.layout());
    Optional<RunFolder> current = store.currentRun();
    if (!current.equals(Optional.of(run))) {
      if (!Files.isDirectory(run.output(), LinkOption.NOFOLLOW_LINKS)) {
        build(store, new OutputBuild(run, current, phases), parts, manifest);
      }
      commit(store, phases, () -> {});
    }
    return new Published(
        run.run(), run.output().resolve(OutputBuild.MANIFEST), cleanUp(store, phases));
  }

  /** What is left to do between linking the folders and the commit. */
  interface LastStep {
    void take() throws IOException;
  }

  /** Makes this run the current one. */
  void commit(RunStore store, Consumer<Phase> phases, LastStep last) throws IOException {
    linkFolders();
    last.take();
    phases.accept(Phase.BEFORE_SWAP);
    swap(store);
    phases.accept(Phase.AFTER_SWAP);
  }

  private void build(RunStore store, OutputBuild output, List<StagedPart> parts, byte[] manifest)
      throws IOException {
    try {
      output.build(parts, manifest);
    } catch (IOException | ProblemsException failure) {
      // Another attempt may have published the run, or somebody given it up, and in both cases have
      // cleared the staging area under this attempt.
      if (isPublished(store)) {
        return;
      }
      if (!Files.isSymbolicLink(run.token())) {
        RuntimeException reason = givenUp(run);
        reason.addSuppressed(failure);
        throw reason;
      }
      throw failure;
    }
  }

  private boolean isPublished(RunStore store) throws IOException {
    return store.currentRun().equals(Optional.of(run));
  }

  /** Before the first commit these links lead nowhere: the folder does not exist for readers. */
  void linkFolders() throws IOException {
    List<Problem> problems = run.layout().check();
    if (!problems.isEmpty()) {
      throw new ProblemsException("Publication of '" + run.layout().pipeline() + "'", problems);
    }
    for (String key : run.layout().keys()) {
      Path place = run.layout().root().resolve(key);
      if (!Files.isSymbolicLink(place)) {
        Path parent = PublicationLayout.parent(place);
        if (!Files.isDirectory(parent)) {
          Files.createDirectories(parent);
        }
        Files.deleteIfExists(
            place); // only ever an empty folder: any other is not deleted but fails
        Files.createSymbolicLink(place, run.layout().linkTarget(key));
        Disk.forceFolder(parent);
      }
    }
  }

  /** The commit. It fails, and nothing has happened, when somebody took the token away. */
  private void swap(RunStore store) throws IOException {
    try {
      Files.move(run.token(), store.current(), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException tokenIsGone) {
      if (!isPublished(store)) {
        throw givenUp(run);
      }
    }
    Disk.forceFolder(run.layout().state());
  }

  static RuntimeException givenUp(RunFolder run) {
    return PublishCode.RUN_GIVEN_UP.refusal(
        run.layout().pipeline(),
        "run " + run.run() + " was given up before it was published",
        "its launcher failed or was stopped, or another run began after that; what it would publish"
            + " now may be older than what readers have",
        "nothing needs to be repaired; run again. Keep the launching process alive until the run"
            + " ends");
  }

  private List<Problem> cleanUp(RunStore store, Consumer<Phase> phases) {
    try {
      store.tidy(run);
      phases.accept(Phase.DURING_CLEAN_UP);
      store.removeBeforePrevious(run);
      return List.of();
    } catch (IOException failure) {
      return List.of(store.notTidied(run, failure));
    }
  }
}
