package dev.millrace.benchmarks.input;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What customers bought, and questions about that: two files side by side. Two rows in three are
 * facts. No two facts of a customer are of one time.
 */
public final class HistoryColumns {
  public static final int ID = 0;
  public static final int CUSTOMER = 1;
  public static final int AT = 2;

  /** Columns from here on have facts only. */
  public static final int PRODUCT = 3;

  /** Amounts are eighths, so that doubles hold every sum of them as it is. */
  public static final int AMOUNT = 4;

  public static final int FACT_COUNT = 5;
  public static final int ASK_COUNT = 3;

  /** The windows that are asked for. One question in three is asked at an edge of one of them. */
  public static final Duration ORDERS = Duration.ofDays(1);

  public static final Duration SPENT = Duration.ofDays(7);
  public static final Duration MOST = Duration.ofDays(14);
  public static final Duration MEAN = Duration.ofDays(30);
  public static final Duration PRODUCTS = Duration.ofDays(60);

  /** How long all of it took, however many rows there are. */
  public static final Duration SPAN = Duration.ofDays(100);

  /** No row is before this. */
  public static final long START_MILLIS = RowText.START_MILLIS;

  /** No row of an input lies further behind its part's greatest time. */
  public static final Duration LATENESS = Duration.ofDays(1);

  static final String FACT_HEADER = "id,customer,at,product,amount\n";
  static final String ASK_HEADER = "id,customer,at\n";
  static final String FACTS = "facts";
  static final String ASKS = "asks";

  private HistoryColumns() {}

  /** What matches the parts with facts. */
  public static Path facts(Path input, String extension) {
    return input.resolve(FACTS + "-*" + extension);
  }

  /** What matches the parts with questions. */
  public static Path asks(Path input, String extension) {
    return input.resolve(ASKS + "-*" + extension);
  }
}
