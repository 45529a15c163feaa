package dev.millrace.plan;

/** What a broken row rule means (SEMANTICS V1), in rising order. */
public enum Severity {
  /** Counted. */
  INFO,
  /** Counted, and named in the run's summary. */
  WARN,
  /** The row is invalid: the step's author decides where it goes. The default. */
  QUARANTINE,
  /** The run fails. */
  STOP
}
