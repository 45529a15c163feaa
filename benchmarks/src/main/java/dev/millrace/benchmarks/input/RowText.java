package dev.millrace.benchmarks.input;

/** How a row of an input is written: a function of its number. */
abstract class RowText {
  static final long START_MILLIS = 1_767_225_600_000L; // 2026-01-01T00:00:00Z

  /** Event time goes on by a second every so many rows. */
  static final long ROWS_PER_SECOND = OrderColumns.ROWS_PER_MINUTE / 60;

  /** How far a row may lie behind the one before it: less than {@link OrderColumns#LATENESS}. */
  private static final long DISORDER_MILLIS = 20_000;

  static RowText of(Input input) {
    return switch (input.kind()) {
      case WIDE -> new WideText();
      case ORDERS_JSON -> new OrderText(input, true);
      case ORDERS, MANY_CUSTOMERS, HOT_CUSTOMER -> new OrderText(input, false);
      case ORDERS_PARQUET,
          ORDERS_PARQUET_ZSTD,
          ORDERS_AVRO,
          ORDERS_AVRO_ZSTD,
          HISTORY,
          HOT_HISTORY,
          HISTORY_PARQUET ->
          throw new IllegalArgumentException(input + " is not one table of text");
    };
  }

  /** The first line of each part, with its line end; empty for none. */
  abstract String header();

  /** Appends a row's line, with its line end. */
  abstract void append(long row, StringBuilder line);

  static long atMillis(long row, long hash) {
    return START_MILLIS
        + row * 1_000 / ROWS_PER_SECOND
        + DISORDER_MILLIS
        - (hash >>> 1) % DISORDER_MILLIS;
  }

  /** Sixty-four bits that look random, from a row's number and a column's. */
  static long hash(long row, int column) {
    long z = row * 0x9E3779B97F4A7C15L + column * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static int below(int bound, long row, int column) {
    return (int) Long.remainderUnsigned(hash(row, column), bound);
  }

  static void padded(StringBuilder line, long value, int digits) {
    String text = Long.toString(value);
    line.append("0".repeat(digits - text.length())).append(text);
  }
}
