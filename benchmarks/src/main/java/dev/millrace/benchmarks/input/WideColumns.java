package dev.millrace.benchmarks.input;

import java.util.List;

/** The twenty columns of a wide row: ten whole numbers, six fractions, four codes. */
public final class WideColumns {
  public static final int LONGS = 10;
  public static final int DOUBLES = 6;
  public static final int CODES = 4;
  public static final int COUNT = LONGS + DOUBLES + CODES;

  /** Whole numbers and fractions lie from 0 up to this, but for one row in a thousand. */
  public static final int LIMIT = 1_000;

  /** What a code may be; one row in a thousand has another. */
  public static final List<String> ALLOWED =
      List.of("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta");

  private WideColumns() {}

  static String header() {
    StringBuilder header = new StringBuilder();
    for (int i = 0; i < COUNT; i++) {
      header.append(i == 0 ? "" : ",").append(name(i));
    }
    return header.append('\n').toString();
  }

  private static String name(int column) {
    if (column < LONGS) {
      return "n" + column;
    }
    return column < LONGS + DOUBLES ? "d" + (column - LONGS) : "s" + (column - LONGS - DOUBLES);
  }
}
