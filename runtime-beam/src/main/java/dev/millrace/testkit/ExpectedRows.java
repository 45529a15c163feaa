package dev.millrace.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.TypeSafeDiagnosingMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Matchers of all rows that a port got, for {@link PipelineTest.Result#expect}: when they do not
 * match, they say of every row whether it is missing or was not expected. Rows are compared by
 * content, also where a component is an array.
 *
 * @param <T> the rows
 */
public final class ExpectedRows<T> extends TypeSafeDiagnosingMatcher<List<T>> {
  /** A failure tells every row that differs; of more than these it does not repeat the others. */
  private static final int SHOWN = 30;

  private final List<T> expected;
  private final boolean ordered;

  private ExpectedRows(List<T> expected, boolean ordered) {
    this.expected = expected;
    this.ordered = ordered;
  }

  /** Exactly these rows, in this order. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the rows are only read
  public static <T> Matcher<List<T>> rows(T... expected) {
    return new ExpectedRows<>(List.of(expected), true);
  }

  /** Exactly these rows, each as often as it stands here, in any order. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the rows are only read
  public static <T> Matcher<List<T>> rowsInAnyOrder(T... expected) {
    return new ExpectedRows<>(List.of(expected), false);
  }

  @Override
  protected boolean matchesSafely(List<T> rows, Description mismatch) {
    List<Integer> unexpected = withoutPartner(rows, expected);
    List<Integer> missing = withoutPartner(expected, rows);
    if (missing.isEmpty() && unexpected.isEmpty()) {
      return !ordered || areInOrder(rows, mismatch);
    }
    tell("missing", missing, expected, mismatch);
    tell("not expected", unexpected, rows, mismatch);
    return false;
  }

  /** The places of rows that have no equal among others, each of which is the equal of one. */
  private static List<Integer> withoutPartner(List<?> rows, List<?> others) {
    Map<@Nullable Object, Integer> left = new HashMap<>();
    others.forEach(row -> left.merge(RowValue.of(row), 1, Integer::sum));
    List<Integer> alone = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Object value = RowValue.of(rows.get(i));
      int equals = left.getOrDefault(value, 0);
      if (equals == 0) {
        alone.add(i);
      } else {
        left.put(value, equals - 1);
      }
    }
    return alone;
  }

  private boolean areInOrder(List<T> rows, Description mismatch) {
    List<Integer> elsewhere =
        IntStream.range(0, rows.size())
            .filter(i -> !Objects.equals(RowValue.of(rows.get(i)), RowValue.of(expected.get(i))))
            .boxed()
            .toList();
    if (!elsewhere.isEmpty()) {
      mismatch.appendText("the same rows in another order");
      tell("out of place", elsewhere, rows, mismatch);
    }
    return elsewhere.isEmpty();
  }

  private static void tell(String what, List<Integer> places, List<?> rows, Description mismatch) {
    if (!places.isEmpty()) {
      mismatch.appendText("\n  " + what + ":");
      places.forEach(
          i -> mismatch.appendText("\n    row " + (i + 1) + ": " + RowValue.text(rows.get(i))));
    }
  }

  @Override
  public void describeTo(Description description) {
    description.appendText(
        expected.size()
            + (expected.size() == 1 ? " row" : " rows")
            + (ordered ? ", in this order" : ", in any order"));
    if (expected.size() > SHOWN) {
      description.appendText(", of which those that differ are shown");
    } else {
      expected.forEach(row -> description.appendText("\n    " + RowValue.text(row)));
    }
  }
}
