package dev.millrace.benchmarks.input;

import java.util.Locale;

/**
 * Which rows an input has. Equal ones have the same bytes.
 *
 * @param customers how many there are in {@link InputKind#ORDERS} and {@link
 *     InputKind#HOT_CUSTOMER}; the other kinds have their own number
 */
public record Input(InputKind kind, long rows, int customers) {
  /** How many customers there are when nothing else is said, and the most there may be. */
  public static final int CUSTOMERS = 10_000;

  public Input {
    if (customers < 1 || customers > CUSTOMERS) {
      throw new IllegalArgumentException("From 1 to 10,000 customers, not " + customers);
    }
    if (!kind.asksForCustomers()) {
      customers = CUSTOMERS;
    }
  }

  public static Input of(InputKind kind, long rows) {
    return new Input(kind, rows, CUSTOMERS);
  }

  String folder() {
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + rows;
    return customers == CUSTOMERS ? name : name + "-of-" + customers;
  }
}
