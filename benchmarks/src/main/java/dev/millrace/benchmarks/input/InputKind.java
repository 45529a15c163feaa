package dev.millrace.benchmarks.input;

import java.util.Locale;

/** The kinds of input there are. */
public enum InputKind {
  /** Orders of ten thousand customers, alike. */
  ORDERS(".csv"),
  /** The same rows as {@link #ORDERS}, as JSON Lines. */
  ORDERS_JSON(".jsonl"),
  /** As many customers as a third of the rows; each orders three times, far apart. */
  MANY_CUSTOMERS(".csv"),
  /** As {@link #ORDERS}, but every tenth row is of one customer. */
  HOT_CUSTOMER(".csv"),
  /** Twenty columns. */
  WIDE(".csv");

  private final String extension;

  InputKind(String extension) {
    this.extension = extension;
  }

  String extension() {
    return extension;
  }

  String folder(long rows) {
    return name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + rows;
  }
}
