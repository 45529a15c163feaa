package dev.millrace.connect.files;

import java.io.Serializable;

/** How a CSV file is written, apart from its columns. */
record CsvFormat(char delimiter, String nullText, boolean header, TimeFormat times, Limits limits)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  static final CsvFormat RFC_4180 = new CsvFormat(',', "", true, TimeFormat.ISO, Limits.DEFAULT);

  CsvFormat {
    boolean partOfNumbers = Character.isLetterOrDigit(delimiter) || "+-._".indexOf(delimiter) >= 0;
    if (delimiter > '~' || partOfNumbers || "\"\r\n\0".indexOf(delimiter) >= 0) {
      throw new IllegalArgumentException(
          String.format(
              "the delimiter is one ASCII character that is no letter, digit, sign, point, quote or"
                  + " line end, like ',' or ';' or '|' or a tab; but it is U+%04X",
              (int) delimiter));
    }
    if (nullText.indexOf(delimiter) >= 0
        || nullText.chars().anyMatch(c -> "\"\r\n".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "the null text is written without quotes, so it cannot hold the delimiter, a quote or a"
              + " line end: "
              + nullText);
    }
  }

  CsvFormat withDelimiter(char newDelimiter) {
    return new CsvFormat(newDelimiter, nullText, header, times, limits);
  }

  CsvFormat withNullText(String text) {
    return new CsvFormat(delimiter, text, header, times, limits);
  }

  CsvFormat withHeader(boolean hasHeader) {
    return new CsvFormat(delimiter, nullText, hasHeader, times, limits);
  }

  CsvFormat withTimes(TimeFormat newTimes) {
    return new CsvFormat(delimiter, nullText, header, newTimes, limits);
  }

  CsvFormat withLimits(Limits newLimits) {
    return new CsvFormat(delimiter, nullText, header, times, newLimits);
  }
}
