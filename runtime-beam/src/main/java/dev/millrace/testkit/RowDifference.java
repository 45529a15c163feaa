package dev.millrace.testkit;

import java.util.List;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.StringDescription;

/** How what came out differs from what was expected, one row a line. */
final class RowDifference {
  private RowDifference() {}

  static String describe(String port, List<?> rows, Matcher<?> expected) {
    Description mismatch = new RowDescription();
    expected.describeMismatch(rows, mismatch);
    Description expectation = new RowDescription();
    expected.describeTo(expectation);
    StringBuilder text = new StringBuilder();
    text.append(port).append(" did not get what was expected\n");
    text.append("expected: ").append(onePerLine(expectation.toString())).append('\n');
    text.append("but: ").append(mismatch).append('\n');
    text.append("got ").append(rows.size()).append(rows.size() == 1 ? " row" : " rows");
    for (Object row : rows) {
      text.append("\n    ").append(RowValue.text(row));
    }
    return text.toString();
  }

  /** Shows rows by their content where a matcher shows a value. */
  private static final class RowDescription extends StringDescription {
    @Override
    public Description appendValue(Object value) {
      boolean isRows = value instanceof Record || value instanceof List<?>;
      return isRows ? appendText("<" + RowValue.text(value) + ">") : super.appendValue(value);
    }
  }

  /** Hamcrest writes the rows of an iterable as {@code <row>, <row>}. */
  private static String onePerLine(String expectation) {
    return expectation.replace("[<", "[\n    <").replace(">, <", ">,\n    <");
  }
}
