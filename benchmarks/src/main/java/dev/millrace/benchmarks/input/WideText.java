package dev.millrace.benchmarks.input;

/** A row of twenty columns; in one of a thousand, one column breaks every rule it has. */
final class WideText extends RowText {
  @Override
  String header() {
    return WideColumns.header();
  }

  @Override
  void append(long row, StringBuilder line) {
    int broken = below(1_000, row, 1) == 0 ? below(WideColumns.COUNT, row, 2) : WideColumns.COUNT;
    int column = 0;
    for (int i = 0; i < WideColumns.LONGS; i++, column++) {
      line.append(column == 0 ? "" : ",");
      line.append(value(row, column, broken));
    }
    for (int i = 0; i < WideColumns.DOUBLES; i++, column++) {
      line.append(',').append(value(row, column, broken)).append('.');
      padded(line, below(1_000, row, 40 + column), 3);
    }
    for (int i = 0; i < WideColumns.CODES; i++, column++) {
      int code = below(WideColumns.ALLOWED.size(), row, 10 + column);
      line.append(',').append(column == broken ? "Omega" : WideColumns.ALLOWED.get(code));
    }
    line.append('\n');
  }

  private static int value(long row, int column, int broken) {
    int value = below(WideColumns.LIMIT, row, 10 + column);
    return column == broken ? value + 100 * WideColumns.LIMIT : value;
  }
}
