package dev.millrace.connect.files.parquet;

/** The unit of a column of numbers, in a file's key-value metadata: Parquet has no type for it. */
final class Units {
  static final String NANOSECONDS = "nanoseconds";

  private Units() {}

  /**
   * @param path of the column: {@code visits.list.element.took}
   */
  static String keyOf(String path) {
    return "millrace.unit:" + path;
  }
}
