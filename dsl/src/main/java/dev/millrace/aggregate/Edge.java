package dev.millrace.aggregate;

/**
 * Which values at one end of rows that come in order are wanted: see {@link Accumulators#edge}.
 *
 * @param end the end of the rows that is looked at
 * @param most how many of them, at least 1
 * @param countsNulls whether a row whose column is null, or an empty Optional, is one of them;
 *     otherwise it is skipped
 * @param isList whether the result is a list of the values, first the one at the end, and not the
 *     value itself. A list has no nulls: rows without a value that are counted leave it shorter
 */
public record Edge(End end, int most, boolean countsNulls, boolean isList) {
  /** An end of rows in the order of SEMANTICS S3. */
  public enum End {
    /** The oldest rows. */
    FIRST,
    /** The newest rows. */
    LAST
  }

  /**
   * @throws IllegalArgumentException when none is wanted, or several as one value
   */
  public Edge {
    if (most < 1 || (most > 1 && !isList)) {
      throw new IllegalArgumentException(
          most + " values at an end of rows, as " + (isList ? "a list" : "a value"));
    }
  }

  /** The value of the row at the end; null when that row's column is (SEMANTICS S11). */
  public static Edge value(End end) {
    return new Edge(end, 1, true, false);
  }

  /** The value at the end that is not null. */
  public static Edge nonNullValue(End end) {
    return new Edge(end, 1, false, false);
  }

  /** A list of the values at the end that are not null. */
  public static Edge values(End end, int most) {
    return new Edge(end, most, false, true);
  }
}
