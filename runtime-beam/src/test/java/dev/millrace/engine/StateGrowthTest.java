package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Optional;
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
    assertThat(StateGrowth.earlier(now).size(), is(4));
    assertThat(StateGrowth.earlier(now).get(0), is(now));
    assertThat(StateGrowth.earlier(now).contains(earlier), is(true));
  }

  private static int grown(String earlier, String now) {
    return StateGrowth.of(List.of(earlier), List.of(now)).map(each -> each.get(0)).orElse(-1);
  }
}
