package dev.millrace.publish;

import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Publishes a stream, unit after unit. Readers see the same units in all folders, each in a folder
 * of the unit's name: a <i>generation</i> of the output holds a link for every unit and folder, and
 * the next generation takes its place by one rename. The first unit commits the run, as a batch
 * does; until then readers have the earlier output.
 *
 * <p>Costs a few file operations for each unit published so far and none for their parts: what is
 * on disk already is not touched again. Only a folder that the run before published and this run
 * does not is taken along file by file.
 */
public final class UnitPublication implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RunFolder run;

  UnitPublication(RunFolder run) {
    this.run = run;
  }

  /** Writes the manifest of the stream as it will be with a unit. */
  public interface RootManifest {
    /**
     * @param before the stream's manifest so far; empty for the first unit
     * @param replaced the manifest of this unit, when it was published before
     */
    byte[] of(Optional<byte[]> before, Optional<byte[]> replaced) throws IOException;
  }

  /**
   * Adds a unit to the output, or takes the place of the same unit: after a recovery it is made
   * again, with the same rows in other files. May be tried again, also at the same time by another
   * attempt.
   *
   * @param unit letters, digits, dots, hyphens and underscores
   * @param parts all of the unit, in any order; staged files stay where they are until the run
   *     ends, since the state of an engine that recovers may name them again
   * @param manifest of the unit; every folder of it gets a copy
   * @throws dev.millrace.plan.ProblemsException when the run was given up or has ended, a part is
   *     not what it was, or a folder's place was taken meanwhile
   */
  public Published publish(String unit, List<StagedPart> parts, byte[] manifest, RootManifest root)
      throws IOException {
    return publish(unit, parts, manifest, root, phase -> {});
  }

  Published publish(
      String unit,
      List<StagedPart> parts,
      byte[] manifest,
      RootManifest root,
      Consumer<Phase> phases)
      throws IOException {
    PublicationLayout.requireName("unit", unit);
    phases.accept(Phase.PARTS_STAGED);
    try {
      return UnitLock.holding(run, () -> publishAlone(unit, parts, manifest, root, phases));
    } catch (IOException | ProblemsException failure) {
      if (UnitLock.isOpenForUnits(run)) {
        throw failure;
      }
      RuntimeException reason = run.isStream() ? hasEnded() : Publication.givenUp(run);
      reason.addSuppressed(failure);
      throw reason;
    }
  }

  private Published publishAlone(
      String unit,
      List<StagedPart> parts,
      byte[] manifest,
      RootManifest root,
      Consumer<Phase> phases)
      throws IOException {
    if (!UnitLock.isOpenForUnits(run)) {
      throw new NoSuchFileException(run.staging().toString());
    }
    RunStore store = new RunStore(run.layout());
    Optional<RunFolder> currentRun = store.currentRun();
    boolean isCommitted = currentRun.equals(Optional.of(run));
    Optional<Generation> before = Generation.current(run);
    Generation next = Generation.after(run, before);
    Optional<byte[]> replaced =
        before.isPresent() ? before.get().unitManifest(unit) : Optional.empty();
    Optional<byte[]> rootBefore =
        before.isPresent() ? Optional.of(before.get().manifest()) : Optional.empty();
    byte[] rootManifest = root.of(rootBefore, replaced);
    next.build(before, unit, parts, manifest, rootManifest, phases);
    if (before.isEmpty()) {
      next.carry(currentRun, unit, phases);
    }
    next.bringAlong(isCommitted ? store.previousOf(run) : currentRun, phases);
    phases.accept(Phase.OUTPUT_COMPLETE);
    if (isCommitted) {
      phases.accept(Phase.BEFORE_SWAP);
      next.makeCurrent();
      phases.accept(Phase.AFTER_SWAP);
    } else {
      new Publication(run).commit(store, phases, next::makeCurrent);
    }
    return new Published(
        run.run(),
        run.output().resolve(OutputBuild.MANIFEST),
        cleanUp(store, isCommitted, next, before, phases));
  }

  private List<Problem> cleanUp(
      RunStore store,
      boolean wasCommitted,
      Generation next,
      Optional<Generation> before,
      Consumer<Phase> phases) {
    try {
      next.removeOlderThan(before, store.trash());
      phases.accept(Phase.DURING_CLEAN_UP);
      if (!wasCommitted) {
        store.removeBeforePrevious(run);
      }
      return List.of();
    } catch (IOException failure) {
      return List.of(store.notTidied(run, failure));
    }
  }

  private RuntimeException hasEnded() {
    return PublishCode.RUN_GIVEN_UP.refusal(
        run.layout().pipeline(),
        "run " + run.run() + " has ended, and takes no more units",
        "its launcher ended, failed or was stopped, or another run began after that; what it would"
            + " publish now may be older than what readers have",
        "nothing needs to be repaired: the units it published stay. Run again, and keep the"
            + " launching process alive until the run ends");
  }

  /** The stream's manifest; empty before its first unit. */
  public Optional<byte[]> rootManifest() throws IOException {
    return ofCurrent(generation -> Optional.of(generation.manifest()));
  }

  /** The manifest of a unit as it is published; empty when it is not. */
  public Optional<byte[]> unitManifest(String unit) throws IOException {
    return ofCurrent(generation -> generation.unitManifest(unit));
  }

  /** What is asked of a generation. */
  private interface Question {
    Optional<byte[]> of(Generation generation) throws IOException;
  }

  /** Asks again when the generation was replaced meanwhile: it may have been removed as well. */
  private Optional<byte[]> ofCurrent(Question question) throws IOException {
    while (true) {
      Optional<Generation> current = Generation.current(run);
      if (current.isEmpty()) {
        return Optional.empty();
      }
      Optional<byte[]> answer = Optional.empty();
      IOException failure = null;
      try {
        answer = question.of(current.get());
      } catch (NoSuchFileException removed) {
        failure = removed;
      }
      if (Generation.current(run).equals(current)) {
        if (failure != null) {
          throw failure;
        }
        return answer;
      }
    }
  }
}
