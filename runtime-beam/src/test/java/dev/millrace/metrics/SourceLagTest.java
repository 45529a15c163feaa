package dev.millrace.metrics;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SourceLagTest {
  private static final long NONE = Long.MIN_VALUE;
  private static final long ALL = Long.MAX_VALUE;
  private static final long NOW = 1_000_000;

  private final SourceLag lag = new SourceLag();

  @Test
  void thereIsNoFrontierBeforeEverySplitHasOne() {
    assertThat(lag.frontier(), is(OptionalLong.empty()));
    lag.report(0, 400, NONE);
    lag.report(1, NONE, NONE);
    assertThat(lag.frontier(), is(OptionalLong.empty()));
    assertThat(lag.frontierLag(NOW), is(OptionalLong.empty()));

    lag.report(1, 300, NONE);
    assertThat(lag.frontier(), is(OptionalLong.of(300)));
    assertThat(lag.frontierLag(NOW), is(OptionalLong.of(999_700)));
  }

  @Test
  void aSplitThatHasEndedHoldsNobodyAndWhenAllHaveThereIsNoLag() {
    lag.report(0, ALL, ALL);
    lag.report(1, 300, ALL);
    assertThat(lag.frontier(), is(OptionalLong.of(300)));

    lag.report(1, ALL, ALL);
    assertThat(lag.frontierLag(NOW), is(OptionalLong.empty()));
    assertThat(lag.ingestionLag(NOW), is(OptionalLong.empty()));
  }

  @Test
  void eventsAheadOfTheClockHaveALagBelowZero() {
    lag.report(0, NOW + 7, NONE);
    assertThat(lag.frontierLag(NOW), is(OptionalLong.of(-7)));
  }

  @Test
  void ingestionIsAsFarBehindAsTheSplitThatIsFurthestBehindAndNeverAhead() {
    lag.report(0, 0, ALL);
    assertThat(lag.ingestionLag(NOW), is(OptionalLong.of(0)));
    lag.report(1, 0, NOW - 5);
    assertThat(lag.ingestionLag(NOW), is(OptionalLong.of(5)));
    lag.report(1, 0, NOW + 5);
    assertThat(lag.ingestionLag(NOW), is(OptionalLong.of(0)));
  }

  @Test
  void aSplitThatDoesNotKnowWhenRecordsCameLeavesTheIngestionLagUnknown() {
    assertThat(lag.ingestionLag(NOW), is(OptionalLong.empty()));
    lag.report(0, 0, NOW - 5);
    lag.report(1, 0, NONE);
    assertThat(lag.ingestionLag(NOW), is(OptionalLong.empty()));
  }

  @Test
  void aSplitThatIsReadElsewhereDoesNotCount() {
    lag.report(0, 100, NONE);
    lag.report(1, 300, NONE);
    lag.forget(0);
    assertThat(lag.frontier(), is(OptionalLong.of(300)));
  }
}
