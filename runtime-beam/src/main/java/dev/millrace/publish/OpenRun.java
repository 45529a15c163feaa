package dev.millrace.publish;

import dev.millrace.plan.ProblemsException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run that has begun, in the process that launched it. */
public final class OpenRun implements Closeable {
  private final RunFolder run;
  private final RunStore store;
  private final RunLock lock;

  OpenRun(RunFolder run, RunStore store, RunLock lock) {
    this.run = run;
    this.store = store;
    this.lock = lock;
  }

  /** For the workers. */
  public StagingArea staging() {
    return new StagingArea(run);
  }

  /** For the worker that ends the units of a stream. */
  public UnitPublication unitPublication() {
    return new UnitPublication(run);
  }

  /** For the worker that ends the run. */
  public Publication publication() {
    return new Publication(run);
  }

  /** Its id. */
  public String run() {
    return run.run();
  }

  /**
   * Says what does the run from now on, without this process. To be said before that begins: a
   * launch that dies in between leaves a job that nobody knows.
   *
   * @param job for {@link Elsewhere}
   */
  public void handOver(String job) throws IOException {
    keep(job, run.job());
  }

  /** What was said last. */
  public String handedOver() throws IOException {
    return Files.readString(run.job());
  }

  /** Keeps the plan by which a job does the run, for whoever wants to go on with another one. */
  public void keepPlan(String job, String plan) throws IOException {
    keep(plan, run.plan(job));
  }

  /** The plans by which jobs did the run, by job. */
  public SortedMap<String, String> plans() throws IOException {
    SortedMap<String, String> plans = new TreeMap<>();
    for (Path file : Disk.list(run.path())) {
      Optional<String> job = run.jobOfPlan(file);
      if (job.isPresent()) {
        plans.put(job.get(), Files.readString(file));
      }
    }
    return plans;
  }

  /** Keeps what a job has bound, for whoever wants to go on with other bindings. */
  public void keepBindings(String job, String bindings) throws IOException {
    keep(bindings, run.bindings(job));
  }

  /** What a job had bound; empty when that is not there. */
  public Optional<String> bindingsOf(String job) throws IOException {
    return kept(run.bindings(job));
  }

  private void keep(String text, Path note) throws IOException {
    Path draft = run.path().resolve("note.draft");
    Files.writeString(draft, text);
    Files.move(draft, note, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Optional<String> kept(Path note) throws IOException {
    return Files.exists(note) ? Optional.of(Files.readString(note)) : Optional.empty();
  }

  /** The refusal to go on with this run from a savepoint that is none of its jobs'. */
  public ProblemsException refusal(String savepoint) {
    return PublishCode.NOTHING_TO_RESUME.refusal(
        run.layout().pipeline(),
        "savepoint " + savepoint + " is of no job of run " + run.run() + ", which was left last",
        "a savepoint holds what its run has not published yet; the files it names went when another"
            + " run of the pipeline began, and it knows nothing of what that one has published",
        "go on from a savepoint of run " + run.run() + ", or begin anew, without one");
  }

  /** Makes the folders that have been bound since a run began that goes on now. */
  public void addFolders() throws IOException {
    for (String key : run.layout().keys()) {
      Files.createDirectories(run.staging(key));
    }
    new Publication(run).linkFolders();
  }

  /** What was handed over never began. */
  public void takeBack() throws IOException {
    Files.deleteIfExists(run.job());
  }

  /**
   * Leaves a run that was handed over: this process is through with it, and the run goes on. No
   * other run begins until {@link Elsewhere} says that it is over.
   */
  public void leave() throws IOException {
    lock.close();
  }

  /**
   * Ends a run that failed. It is never published after this, whatever its workers still do, and
   * nothing of it stays but the folders to keep: their finished parts go to {@code
   * .millrace/<pipeline>/failed/<run>}, where people can look at the rejects. They are attempts: a
   * row that was tried twice may be there twice, and the last rows of a worker that died are not.
   * The folders kept of an earlier failed run are replaced.
   *
   * @param keep bound folders; may be empty, and then an earlier failed run's stay
   * @return false, with nothing done, when the run was {@linkplain #leave left}, published before
   *     it failed, or abandoned
   * @throws IllegalArgumentException when a folder is not bound
   */
  public boolean abandon(Set<String> keep) throws IOException {
    Set<String> keys = Set.copyOf(keep.stream().map(run.layout()::key).toList());
    if (!lock.isHeld() || !store.giveUp(run)) {
      return false;
    }
    if (!keys.isEmpty()) {
      Disk.discard(store.failed(), store.trash());
      for (String key : keys) {
        keepFinished(key);
      }
    }
    store.remove(run);
    return true;
  }

  private void keepFinished(String key) throws IOException {
    Path kept = store.failed().resolve(run.run()).resolve(key);
    Files.createDirectories(kept);
    for (Path file : Disk.list(run.staging(key))) {
      String name = Objects.toString(file.getFileName());
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && !name.endsWith(StagedFile.UNFINISHED)) {
        Files.move(file, kept.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /**
   * Frees the pipeline for the next run. A run that was neither published nor abandoned leaves
   * nothing; a stream keeps the units it has published, and takes no more. A second call does
   * nothing.
   */
  @Override
  public void close() throws IOException {
    try (lock) {
      if (lock.isHeld() && !abandon(Set.of()) && run.isStream()) {
        store.tidy(run);
      }
    }
  }
}
