package dev.millrace.record;

/** A function where a column is wanted: what it is, and what to write instead. */
public final class ColumnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The ways of not being a column. */
  public enum Reason {
    NOT_A_REFERENCE,
    BOUND_RECEIVER,
    LAMBDA,
    STATIC_METHOD,
    NOT_A_COMPONENT
  }

  private final Reason reason;
  private final String fix;

  public ColumnException(Reason reason, String what, String fix) {
    super(what);
    this.reason = reason;
    this.fix = fix;
  }

  public Reason reason() {
    return reason;
  }

  public String fix() {
    return fix;
  }
}
