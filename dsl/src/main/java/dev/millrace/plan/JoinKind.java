package dev.millrace.plan;

import java.util.Locale;

/** What a join gives for rows that have no partner. */
public enum JoinKind {
  /** Nothing. */
  INNER,
  /** A row for each row of the left side. */
  LEFT,
  /** A row for each row of either side. */
  OUTER;

  /** Whether rows of an input (0 left, 1 right) without a partner give a row. */
  public boolean keeps(int input) {
    return this == OUTER || (this == LEFT && input == 0);
  }

  String describe() {
    return name().toLowerCase(Locale.ROOT);
  }
}
