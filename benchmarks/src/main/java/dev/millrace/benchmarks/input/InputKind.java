package dev.millrace.benchmarks.input;

/** The kinds of input there are. */
public enum InputKind {
  /** Orders of so many customers, alike. */
  ORDERS(".csv"),
  /** The same rows as {@link #ORDERS} of ten thousand customers, as JSON Lines. */
  ORDERS_JSON(".jsonl"),
  /** The same rows as {@link #ORDERS_JSON}, as Parquet that DuckDB has written with Snappy. */
  ORDERS_PARQUET(".parquet"),
  /** As {@link #ORDERS_PARQUET}, with Zstandard. */
  ORDERS_PARQUET_ZSTD(".parquet"),
  /** The same rows again, as Avro that Avro's library has written with Snappy. */
  ORDERS_AVRO(".avro"),
  /** As {@link #ORDERS_AVRO}, with Zstandard. */
  ORDERS_AVRO_ZSTD(".avro"),
  /** As many customers as a third of the rows; each orders three times, far apart. */
  MANY_CUSTOMERS(".csv"),
  /** As {@link #ORDERS}, but every tenth row is of one customer. */
  HOT_CUSTOMER(".csv"),
  /** Twenty columns. */
  WIDE(".csv"),
  /** {@linkplain HistoryColumns Facts, and questions about them}. */
  HISTORY(".csv"),
  /** As {@link #HISTORY}, but every tenth fact and every tenth question is of one customer. */
  HOT_HISTORY(".csv"),
  /** The same rows as {@link #HISTORY}, as Parquet that DuckDB has written with Snappy. */
  HISTORY_PARQUET(".parquet");

  private final String extension;

  InputKind(String extension) {
    this.extension = extension;
  }

  String extension() {
    return extension;
  }

  /** How many tables of parts there are. */
  int tables() {
    return this == HISTORY || this == HOT_HISTORY || this == HISTORY_PARQUET ? 2 : 1;
  }

  /** Whether the number of customers may be chosen. */
  public boolean asksForCustomers() {
    return this == ORDERS || this == HOT_CUSTOMER;
  }
}
