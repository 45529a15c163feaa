package dev.millrace.benchmarks.program;

/** A program cannot be run here; it has no figure, and the report says why. */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String reason) {
    super(reason);
  }
}
