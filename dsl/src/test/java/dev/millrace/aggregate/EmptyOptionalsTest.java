package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.LongColumn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An empty Optional is no value, as a null is none (SEMANTICS S11). */
class EmptyOptionalsTest {
  @SuppressWarnings("NullableOptional") // both ways to say nothing
  record Row(@Nullable Optional<String> value) {}

  record Out(long distinct) {}

  @ParameterizedTest
  @EnumSource(names = {"COUNT_DISTINCT", "APPROX_DISTINCT"})
  void emptyOptionalsAreNotCountedAmongDifferentValues(AggregateFunction function) {
    assertThat(distinct(function, row("a"), row(null), row("a"), new Row(null), row("b")), is(2L));
    assertThat(distinct(function, row(null), new Row(null)), is(0L));
  }

  private static long distinct(AggregateFunction function, Row... rows) {
    Fold<Row> fold = Fold.of(function, Row.class, Out.class, null);
    Accumulators accumulators = fold.all(List.of(rows));
    ColumnBuilder result = fold.out().builder(0, 1);
    accumulators.result(0, result);
    return ((LongColumn) result.build()).get(0);
  }

  private static Row row(@Nullable String value) {
    return new Row(Optional.ofNullable(value));
  }
}
