package dev.millrace.publish;

/**
 * A run that nobody begins: for a graph that is only written down. Nothing on disk changes, and
 * what would stage or publish under its id is refused, as for a run that was given up.
 */
public final class UnbegunRun {
  private final RunFolder run;

  private UnbegunRun(RunFolder run) {
    this.run = run;
  }

  /**
   * @param run letters, digits, dots, hyphens and underscores; never used before
   */
  public static UnbegunRun of(PublicationLayout layout, String run) {
    return new UnbegunRun(new RunFolder(layout, run));
  }

  public StagingArea staging() {
    return new StagingArea(run);
  }

  public Publication publication() {
    return new Publication(run);
  }

  public UnitPublication unitPublication() {
    return new UnitPublication(run);
  }
}
