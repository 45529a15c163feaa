package dev.millrace.metrics;

/**
 * The counters of rows. On every way that rows take: read = valid + rejected + filtered + late.
 * Each name ends in {@code _total} where it is shown.
 */
enum RowMetric {
  ROWS_READ("rows_read", "Records that the reader of a source handed over, readable or not."),
  ROWS_VALID(
      "rows_valid",
      "Rows that reached a step where their way ends or others begin: a sink, an aggregation, a"
          + " join, a flatMap, a table."),
  ROWS_FILTERED("rows_filtered", "Rows that a filter dropped."),
  ROWS_REJECTED(
      "rows_rejected",
      "Rows that a step refused, each once, and records that a reader could not read; not late"
          + " rows."),
  ROWS_LATE("rows_late", "Rows behind the frontier of their partition."),
  ROWS_QUARANTINED(
      "rows_quarantined",
      "Rows that were refused because of a rule, by rule: a row that breaks two is in both; late"
          + " rows are here as 'not late'."),
  ROWS_WARNED("rows_warned", "Rows that broke a rule of severity INFO or WARN, and went on.");

  private final String text;
  private final String help;

  RowMetric(String text, String help) {
    this.text = "millrace_" + text;
    this.help = help;
  }

  /** The name without its ending. */
  String text() {
    return text;
  }

  String help() {
    return help;
  }
}
