package dev.millrace.benchmarks.input;

import java.time.Duration;
import java.util.List;

/** The columns of an order, by their place in a line of CSV. */
public final class OrderColumns {
  public static final int ID = 0;
  public static final int CUSTOMER = 1;
  public static final int AT = 2;
  public static final int PRODUCT = 3;
  public static final int COUNTRY = 4;
  public static final int STATUS = 5;
  public static final int QUANTITY = 6;
  public static final int PRICE = 7;

  /** How many there are. */
  public static final int COUNT = 8;

  public static final String HEADER = "id,customer,at,product,country,status,quantity,price";
  public static final String CANCELLED = "CANCELLED";

  /** Countries of valid orders. */
  public static final List<String> COUNTRIES =
      List.of(
          "DE", "FR", "IT", "ES", "GB", "US", "NL", "BE", "AT", "CH", "PL", "SE", "NO", "DK", "FI",
          "PT");

  /** No row of an input lies further behind its part's greatest time. */
  public static final Duration LATENESS = Duration.ofSeconds(30);

  /** How many rows an input has for each minute of event time. */
  public static final long ROWS_PER_MINUTE = 120_000;

  private OrderColumns() {}
}
