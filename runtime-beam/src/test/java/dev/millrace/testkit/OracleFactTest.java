package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.FactWindow;
import dev.millrace.testkit.OracleFact.Bits;
import dev.millrace.testkit.OracleView.Row;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OracleFactTest {
  private static final OracleView VIEW = OracleView.over(FactWindow.of(10)).availableAt("known");

  private static OracleFact of(Row row) {
    return VIEW.facts(row).get(0);
  }

  @Test
  void factsLieInTheOrderOfTimeAvailabilitySequenceAndKind() {
    Row row = OracleView.fact(5, 1L);
    List<OracleFact> ordered =
        VIEW.facts(
            OracleView.fact(4, 1L).knownAt(9).version(9),
            row.version(9),
            row.knownAt(6).version(-1),
            row.knownAt(6).version(7),
            OracleView.delete(5).knownAt(6).version(7),
            OracleView.retract(5, "").knownAt(6).version(7),
            OracleView.fact(6, 1L).knownAt(0));
    assertThat(ordered.stream().sorted().toList(), contains(ordered.toArray()));
    assertThat(ordered.get(4).kind(), is(ChangeKind.DELETE));
  }

  @Test
  void whatOnlyTheirContentTellsApartIsOrderedByItsHash() {
    OracleFact one = of(OracleView.fact(5, 1L));
    OracleFact other = of(OracleView.fact(5, 2L));
    assertThat(one, not(other));
    assertThat(Integer.signum(one.compareTo(other)), is(-Integer.signum(other.compareTo(one))));
  }

  @Test
  void hashesAndIdsCompareUnsigned() {
    assertThat(new Bits(-1, 0), greaterThan(new Bits(1, 5)));
    assertThat(new Bits(1, -1), greaterThan(new Bits(1, 5)));
    Row row = OracleView.fact(5, 1L);
    OracleFact low = OracleFact.of(VIEW.definition(), row, new Bits(1, 0));
    OracleFact high = OracleFact.of(VIEW.definition(), row, new Bits(-1, 0));
    assertThat(low, lessThan(high));
    assertThat(low, is(OracleFact.of(VIEW.definition(), row, new Bits(1, 0))));
  }

  @Test
  void declaredIdsStandInPlaceOfGivenOnes() {
    OracleView identified = OracleView.over(FactWindow.of(10)).identified();
    List<OracleFact> facts =
        identified.facts(
            OracleView.fact(5, 1L).id("a"),
            OracleView.fact(6, 2L).id("a"),
            OracleView.fact(6, 2L).id("b"));
    assertThat(facts.get(0).id(), is(facts.get(1).id()));
    assertThat(facts.get(1).id(), not(facts.get(2).id()));
  }

  @Test
  void timesAreRoundedDownToMicrosecondsAlsoBefore1970() {
    Instant at = Instant.EPOCH.minusNanos(1);
    Row row = new Row(at, at.plusNanos(1_999), 0, ChangeKind.UPSERT, "", 1L, true);
    assertThat(of(row).eventTime(), is(-1L));
    assertThat(of(row).availability(), is(1L));
  }
}
