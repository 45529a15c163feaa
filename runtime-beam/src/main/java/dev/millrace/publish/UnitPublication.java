package dev.millrace.publish;

import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
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
 * on disk already is not touched again.
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
   * @throws dev.millrace.plan.ProblemsException when the run was given up, a part is not what it
   *     was, or a folder's place was taken meanwhile
   */
  public void publish(String unit, List<StagedPart> parts, byte[] manifest, RootManifest root)
      throws IOException {
    publish(unit, parts, manifest, root, phase -> {});
  }

  void publish(
      String unit,
      List<StagedPart> parts,
      byte[] manifest,
      RootManifest root,
      Consumer<Phase> phases)
      throws IOException {
    PublicationLayout.requireName("unit", unit);
    phases.accept(Phase.PARTS_STAGED);
    if (!Files.isDirectory(run.path(), LinkOption.NOFOLLOW_LINKS)) {
      throw Publication.givenUp(run);
    }
    // One attempt at a time, in this process and in others: each builds on what it finds.
    synchronized (UnitPublication.class) {
      try (FileChannel channel =
              FileChannel.open(
                  run.path().resolve("units.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock of " + run.path() + " was lost");
        }
        publishAlone(unit, parts, manifest, root, phases);
      }
    }
  }

  private void publishAlone(
      String unit,
      List<StagedPart> parts,
      byte[] manifest,
      RootManifest root,
      Consumer<Phase> phases)
      throws IOException {
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
    next.bringAlong(isCommitted ? store.previousOf(run) : currentRun, phases);
    phases.accept(Phase.OUTPUT_COMPLETE);
    if (isCommitted) {
      phases.accept(Phase.BEFORE_SWAP);
      next.makeCurrent();
      phases.accept(Phase.AFTER_SWAP);
    } else {
      new Publication(run).commit(store, phases, next::makeCurrent);
    }
    next.removeOlderThan(before, store.trash());
    phases.accept(Phase.DURING_CLEAN_UP);
  }

  /** The stream's manifest; empty before its first unit. */
  public Optional<byte[]> rootManifest() throws IOException {
    Optional<Generation> current = Generation.current(run);
    return current.isEmpty() ? Optional.empty() : Optional.of(current.get().manifest());
  }

  /** The manifest of a unit as it is published; empty when it is not. */
  public Optional<byte[]> unitManifest(String unit) throws IOException {
    Optional<Generation> current = Generation.current(run);
    return current.isEmpty() ? Optional.empty() : current.get().unitManifest(unit);
  }
}
