package dev.millrace.testkit;

import java.util.List;
import org.hamcrest.Matcher;
import org.hamcrest.StringDescription;

/** How what came out differs from what was expected, one row a line. */
final class RowDifference {
  private RowDifference() {}

  static String describe(String port, List<?> rows, Matcher<?> expected) {
    StringDescription mismatch = new StringDescription();
    expected.describeMismatch(rows, mismatch);
    StringBuilder text = new StringBuilder();
    text.append(port).append(" did not get what was expected\n");
    text.append("expected: ").append(onePerLine(StringDescription.toString(expected))).append('\n');
    text.append("but: ").append(mismatch).append('\n');
    text.append("got ").append(rows.size()).append(rows.size() == 1 ? " row" : " rows");
    for (Object row : rows) {
      text.append("\n    ").append(row);
    }
    return text.toString();
  }

  /** Hamcrest writes the rows of an iterable as {@code <row>, <row>}. */
  private static String onePerLine(String expectation) {
    return expectation.replace("[<", "[\n    <").replace(">, <", ">,\n    <");
  }
}
