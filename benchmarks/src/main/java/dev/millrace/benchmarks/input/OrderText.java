package dev.millrace.benchmarks.input;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** An order: eight columns, of which now and then one breaks a rule. */
final class OrderText extends RowText {
  /** Always with milliseconds. */
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Input input;
  private final boolean json;

  OrderText(Input input, boolean json) {
    this.input = input;
    this.json = json;
  }

  @Override
  String header() {
    return json ? "" : OrderColumns.HEADER + "\n";
  }

  @Override
  void append(long row, StringBuilder line) {
    if (json) {
      appendJson(row, line);
    } else {
      appendCsv(row, line);
    }
  }

  private void appendCsv(long row, StringBuilder line) {
    line.append(row).append(',');
    customer(row, line);
    line.append(',').append(at(row)).append(',');
    product(row, line);
    line.append(',').append(country(row)).append(',').append(status(row)).append(',');
    line.append(quantity(row)).append(',');
    price(row, line);
    line.append('\n');
  }

  private void appendJson(long row, StringBuilder line) {
    line.append("{\"id\":").append(row).append(",\"customer\":");
    if (hasCustomer(row)) {
      line.append('"');
      customer(row, line);
      line.append('"');
    } else {
      line.append("null");
    }
    line.append(",\"at\":\"").append(at(row)).append("\",\"product\":\"");
    product(row, line);
    line.append("\",\"country\":\"").append(country(row));
    line.append("\",\"status\":\"").append(status(row));
    line.append("\",\"quantity\":").append(quantity(row)).append(",\"price\":");
    price(row, line);
    line.append("}\n");
  }

  private static boolean hasCustomer(long row) {
    return below(100, row, 1) != 0;
  }

  private void customer(long row, StringBuilder line) {
    if (!hasCustomer(row)) {
      return;
    }
    long number =
        switch (input.kind()) {
          case MANY_CUSTOMERS -> row % Math.max(1, input.rows() / 3);
          case HOT_CUSTOMER -> below(10, row, 2) == 0 ? 0 : below(input.customers(), row, 3);
          default -> below(input.customers(), row, 3);
        };
    line.append('c');
    padded(line, number, 9);
  }

  private static String at(long row) {
    return TIME.format(Instant.ofEpochMilli(atMillis(row, hash(row, 4))));
  }

  private static void product(long row, StringBuilder line) {
    line.append(below(100, row, 5) == 0 ? "ab" : "AB");
    padded(line, below(50_000, row, 6), 6);
  }

  private static String country(long row) {
    return below(200, row, 7) == 0
        ? "ZZ"
        : OrderColumns.COUNTRIES.get(below(OrderColumns.COUNTRIES.size(), row, 8));
  }

  private static String status(long row) {
    int tenth = below(10, row, 9);
    return tenth == 0 ? OrderColumns.CANCELLED : tenth < 7 ? "PAID" : "SHIPPED";
  }

  private static int quantity(long row) {
    return below(200, row, 10) == 0 ? 0 : 1 + below(9, row, 11);
  }

  private static void price(long row, StringBuilder line) {
    int cents = 1 + below(99_999, row, 12);
    line.append(cents / 100).append('.');
    padded(line, cents % 100, 2);
  }
}
