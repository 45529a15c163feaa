package dev.millrace.benchmarks.harness;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.benchmarks.input.Input;
import dev.millrace.benchmarks.input.InputKind;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Answer RIGHT = new Answer(1, 2, 3);

  @Test
  void aProgramWithAnotherAnswerEndsTheMeasurement() {
    Rounds.Agreed agreed = new Rounds.Agreed();
    agreed.require(entry("first", "all"), 100, RIGHT);
    agreed.require(entry("second", "all"), 100, RIGHT);

    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> agreed.require(entry("wrong", "all"), 100, new Answer(1, 2, 4)));
    assertThat(refused.getMessage(), containsString("wrong gives"));
  }

  @Test
  void answersOfOtherGroupsAndOtherNumbersOfRowsAreNotCompared() {
    Rounds.Agreed agreed = new Rounds.Agreed();
    agreed.require(entry("first", "all"), 100, RIGHT);
    agreed.require(entry("first", "all"), 200, new Answer(9, 9, 9));
    agreed.require(entry("other", "another"), 100, new Answer(8, 8, 8));
  }

  @Test
  void aProgramThatDidNothingEndsTheMeasurement() {
    assertThrows(
        IllegalStateException.class,
        () -> new Rounds.Agreed().require(entry("idle", "all"), 100, new Answer(0, 0, 0)));
  }

  @Test
  void costsNetOfStartUpAreTheSlopeBetweenTwoSizes() {
    Rounds rounds = rounds("first");
    rounds.add(cpu(5_000), cpu(8_000));
    rounds.add(cpu(5_000), cpu(11_000));
    rounds.add(cpu(6_000), cpu(10_500));

    Spread net = rounds.netCpu();

    assertThat(net.median(), closeTo(15.0, 1e-9));
    assertThat(net.least(), closeTo(10.0, 1e-9));
    assertThat(net.greatest(), closeTo(20.0, 1e-9));
  }

  @Test
  void whatTheCompilerTookIsToldApartFromTheRest() {
    Rounds few = rounds("first");
    few.add(cpu(5_000, 2_000), cpu(8_000, 2_900));
    Rounds more = rounds("second");
    more.add(cpu(5_000, 2_000), cpu(14_000, 5_000));

    Report.Line line = Report.Line.of(more, few);

    assertThat(line.compiler().netCpuNanosPerRecord().median(), closeTo(10.0, 1e-9));
    assertThat(line.ratio(), closeTo(3.0, 1e-9));
    assertThat(line.ratioWithoutCompiler(), closeTo(6_000.0 / 2_100, 1e-9));
  }

  @Test
  void aCostThatIsLostInTheNoiseHasNoRatio() {
    Rounds lost = rounds("first");
    lost.add(cpu(5_000), cpu(4_900));
    Rounds found = rounds("second");
    found.add(cpu(5_000), cpu(8_000));

    assertThat(Report.Line.of(found, lost).ratio(), is(nullValue()));
    assertThat(Report.Line.of(lost, found).ratio(), is(nullValue()));
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0)).median(), closeTo(2.5, 1e-9));
  }

  @Test
  void aProgramThatIsNotAvailableHasNoFigures() {
    Rounds rounds = rounds("missing");
    rounds.setUnavailable("not here");

    Report.Line line = Report.Line.of(rounds, null);

    assertThat(line.notAvailable(), is("not here"));
    assertThat(line.netCpuNanosPerRecord(), is(nullValue()));
    assertThat(line.ratio(), is(nullValue()));
  }

  @Test
  void theChecksumKnowsKeyWindowSumAndCountButNotTheOrder() {
    Answer answer = cells("a", 0, 1.5, 2, "b", 60_000, 2.5, 3);

    assertThat(cells("b", 60_000, 2.5, 3, "a", 0, 1.5, 2), equalTo(answer));
    assertThat(cells("a", 0, 1.5000000001, 2, "b", 60_000, 2.5, 3), equalTo(answer));
    assertThat(cells("b", 0, 1.5, 2, "a", 60_000, 2.5, 3), not(equalTo(answer)));
    assertThat(cells("a", 60_000, 1.5, 2, "b", 0, 2.5, 3), not(equalTo(answer)));
    assertThat(cells("a", 0, 2.5, 2, "b", 60_000, 1.5, 3), not(equalTo(answer)));
    assertThat(cells("a", 0, 1.5, 3, "b", 60_000, 2.5, 2), not(equalTo(answer)));
  }

  private static Answer cells(
      String key1,
      long start1,
      double sum1,
      long n1,
      String key2,
      long start2,
      double sum2,
      long n2) {
    AnswerSum sum = new AnswerSum();
    sum.cell(key1, start1, sum1, n1);
    sum.cell(key2, start2, sum2, n2);
    return sum.answer();
  }

  private static Rounds rounds(String name) {
    return new Rounds(
        entry(name, "all"), Input.of(InputKind.ORDERS, 100), Input.of(InputKind.ORDERS, 400));
  }

  private static Measures cpu(long nanos) {
    return cpu(nanos, 0);
  }

  private static Measures cpu(long nanos, long ofCompiler) {
    return new Measures(null, RIGHT, nanos, ofCompiler, 1, 1, 1, 1, 1);
  }

  private static Entry entry(String name, String group) {
    return new Entry(
        name,
        group,
        InputKind.ORDERS,
        1,
        name,
        (input, output) -> {
          throw new AssertionError("not run here");
        });
  }
}
