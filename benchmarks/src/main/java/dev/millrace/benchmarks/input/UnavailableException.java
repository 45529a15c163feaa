package dev.millrace.benchmarks.input;

/**
 * A program cannot be run or an input not be made here; there is no figure, and the report says
 * why.
 */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String reason) {
    super(reason);
  }
}
