package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StateGrowthTest {
  @Test
  void wholeRowsMayGetComponentsAtTheirEndThatMayBeNull() {
    assertThat(grown("whole rows (a: int)", "whole rows (a: int, b: String?)"), is(1));
    assertThat(
        grown("whole rows (a: int)", "whole rows (a: int, b: (x: int, y: int?)?, c: List<A | B>?)"),
        is(2));
    assertThat(grown("whole rows (a: int)", "whole rows (a: int)"), is(0));
  }

  @Test
  void nothingElseMayBeDifferent() {
    assertThat(grown("whole rows (a: int)", "whole rows (a: int, b: String)"), is(-1));
    assertThat(grown("whole rows (a: int)", "whole rows (b: String?, a: int)"), is(-1));
    assertThat(grown("whole rows (a: int)", "whole rows (a: int?, b: String?)"), is(-1));
    assertThat(grown("whole rows (a: int, b: int?)", "whole rows (a: int)"), is(-1));
    assertThat(grown("whole rows (a: (b: int))", "whole rows (a: (b: int, c: int?))"), is(-1));
    assertThat(grown("columns a: int", "columns a: int, b: int?"), is(-1));
    assertThat(StateGrowth.of(List.of("a", "b"), List.of("b", "a")), is(Optional.empty()));
    assertThat(StateGrowth.of(List.of("a"), List.of("a", "b")), is(Optional.empty()));
  }

  @Test
  void ofSeveralLinesEachMayGrow() {
    List<String> now = List.of("whole rows (a: int, b: int?)", "x", "whole rows (c: int, d: int?)");
    List<String> earlier = List.of("whole rows (a: int, b: int?)", "x", "whole rows (c: int)");
    assertThat(StateGrowth.of(earlier, now).orElseThrow(), contains(0, 0, 1));
    assertThat(StateGrowth.earlier(now, StateGrowth.nullable(now)), is(now));
    assertThat(StateGrowth.earlier(now, StateGrowth.nullable(earlier)), is(earlier));
    assertThat(StateGrowth.earlier(now, List.of(2, 0)), is(List.of()));
    assertThat(StateGrowth.earlier(now, List.of(0)), is(List.of()));
    assertThat(StateGrowth.earlier(now, List.of(0, 0, 0)), is(List.of()));
  }

  @Test
  void manyLinesThatMayEachHaveGrownAreNotTriedInAllCombinations() {
    String line =
        IntStream.range(0, 20)
            .mapToObj(i -> "c" + i + ": String?")
            .collect(Collectors.joining(", ", "whole rows (key: String, ", ")"));
    List<String> now = Collections.nCopies(50, line);
    List<String> earlier = Collections.nCopies(50, "whole rows (key: String, c0: String?)");

    assertThat(StateGrowth.nullable(now), everyItem(is(20)));
    assertThat(StateGrowth.earlier(now, StateGrowth.nullable(earlier)), is(earlier));
  }

  private static int grown(String earlier, String now) {
    return StateGrowth.of(List.of(earlier), List.of(now)).map(each -> each.get(0)).orElse(-1);
  }
}
