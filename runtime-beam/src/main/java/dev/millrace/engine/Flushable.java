package dev.millrace.engine;

/** An operator that holds something back until it is told to ship. */
interface Flushable {
  /** Ships everything that is held. */
  void flush();
}
