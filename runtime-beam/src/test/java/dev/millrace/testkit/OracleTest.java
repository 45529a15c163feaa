package dev.millrace.testkit;

import static dev.millrace.testkit.OracleView.Asked.none;
import static dev.millrace.testkit.OracleView.Asked.present;
import static dev.millrace.testkit.OracleView.delete;
import static dev.millrace.testkit.OracleView.fact;
import static dev.millrace.testkit.OracleView.over;
import static dev.millrace.testkit.OracleView.retract;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.Bound;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall.OrElse;
import dev.millrace.plan.FeatureCall.Then;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.record.Fn;
import dev.millrace.testkit.OracleAnswer.Feature;
import dev.millrace.testkit.OracleView.Row;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Worked out by hand: where facts have the values 1, 2, 4, 8, a sum says which of them count. */
class OracleTest {
  private static final FactWindow TEN = FactWindow.of(10);

  @Test
  void aFactCountsFromItsTimeUntilItsWindowHasPassed() {
    Row fact = fact(100, 1L);
    assertThat(over(TEN).at(99, fact), is(none(FeatureStatus.NOT_FOUND)));
    assertThat(over(TEN).at(100, fact), is(present(1)));
    assertThat(over(TEN).at(109, fact), is(present(1)));
    assertThat(over(TEN).at(110, fact), is(none(FeatureStatus.EXPIRED)));
  }

  @Test
  void aWindowCountsTheFactsAtItsEndAndNotThoseAtItsBeginning() {
    Row[] facts = {fact(89, 1L), fact(90, 2L), fact(91, 4L), fact(100, 8L), fact(101, 16L)};
    assertThat(over(TEN).at(100, facts), is(present(4 + 8)));
    assertThat(over(TEN).at(99, facts), is(present(2 + 4)));
    assertThat(over(TEN).at(101, facts), is(present(8 + 16)));
  }

  @Test
  void beforeATimeTheWholeWindowLiesAMicrosecondEarlier() {
    Row[] facts = {fact(89, 1L), fact(90, 2L), fact(91, 4L), fact(99, 8L), fact(100, 16L)};
    assertThat(over(TEN).before(100, facts), is(present(2 + 4 + 8)));
  }

  @Test
  void aFactLivesForTheTtlAlsoInALongerWindow() {
    OracleView view = over(FactWindow.of(FactWindow.FOREVER)).ttl(10);
    Row[] facts = {fact(90, 1L), fact(91, 2L)};
    assertThat(view.at(99, facts), is(present(1 + 2)));
    assertThat(view.at(100, facts), is(present(2)));
    assertThat(view.before(101, facts), is(present(2)));
    assertThat(view.at(101, facts), is(none(FeatureStatus.EXPIRED)));
  }

  @Test
  void anOffsetMovesTheWindowAndNotTheTtl() {
    Row[] facts = {fact(65, 1L), fact(70, 2L), fact(71, 4L), fact(80, 8L), fact(81, 16L)};
    assertThat(over(TEN.before(20)).at(100, facts), is(present(4 + 8)));
    assertThat(over(TEN.before(20)).before(101, facts), is(present(4 + 8)));
    assertThat(over(TEN.before(20)).ttl(25).at(100, facts), is(present(8)));
  }

  @Test
  void aHopMovesTheBeginningOfTheWindowDownToTheGrid() {
    FactWindow window = TEN.onGrid(4);
    // From 93 - 10 = 83 down to 80: 80 itself does not count.
    Row[] facts = {fact(80, 1L), fact(81, 2L), fact(83, 4L), fact(84, 8L), fact(85, 16L)};
    assertThat(over(window).at(93, facts), is(present(2 + 4 + 8 + 16)));
    assertThat(over(window).at(94, facts), is(present(16)));
    assertThat(over(window).before(94, facts), is(present(2 + 4 + 8 + 16)));
    assertThat(over(window.before(1)).at(94, facts), is(present(2 + 4 + 8 + 16)));
  }

  @Test
  void theGridGoesOnBefore1970() {
    FactWindow window = TEN.onGrid(4);
    // From 5 - 10 = -5 down to -8, and not up to -4.
    Row[] facts = {fact(-8, 1L), fact(-7, 2L), fact(-5, 4L), fact(-4, 8L), fact(-3, 16L)};
    assertThat(over(window).at(5, facts), is(present(2 + 4 + 8 + 16)));
    assertThat(over(window).at(6, facts), is(present(16)));
  }

  @Test
  void ofTheLastFactsTheGreatestInTheTotalOrderCount() {
    FactWindow two = FactWindow.ofLast(2);
    Row[] tied = {fact(5, 1L).version(3), fact(5, 2L).version(1), fact(5, 4L).version(2)};
    assertThat(over(two).at(5, tied), is(present(1 + 4)));
    assertThat(over(two).at(1_000_000, tied), is(present(1 + 4)));
    assertThat(over(two).onlyGood().at(5, tied[0].bad(), tied[1], tied[2]), is(present(2 + 4)));
    assertThat(over(new FactWindow(10, 2, 0, 0)).at(15, tied), is(none(FeatureStatus.EXPIRED)));
  }

  @Test
  void whatWasNotYetAvailableIsOnlySeenByCorrectedQuestions() {
    OracleView view = over(TEN).availableAt("known");
    Row[] facts = {fact(100, 1L).knownAt(102), fact(100, 2L)};
    assertThat(view.at(101, facts), is(present(2)));
    assertThat(view.at(102, facts), is(present(1 + 2)));
    assertThat(view.before(102, facts), is(present(1 + 2)));
    assertThat(view.corrected(100, facts), is(present(1 + 2)));
    assertThat(view.corrected(99, facts), is(none(FeatureStatus.NOT_FOUND)));
  }

  @Test
  void aDelayMakesFactsAvailableLater() {
    OracleView view = over(TEN).availableAfter(3);
    assertThat(view.at(102, fact(100, 1L)), is(none(FeatureStatus.NOT_FOUND)));
    assertThat(view.at(103, fact(100, 1L)), is(present(1)));
    assertThat(view.corrected(100, fact(100, 1L)), is(present(1)));
  }

  @Test
  void anOffsetDoesNotMoveWhatIsKnown() {
    OracleView view = over(TEN.before(20)).availableAt("known");
    Row fact = fact(80, 1L).knownAt(100);
    assertThat(view.at(99, fact), is(none(FeatureStatus.NOT_FOUND)));
    assertThat(view.at(100, fact), is(present(1)));
  }

  @Test
  void aFactSeesThoseBeforeItselfInTheTotalOrder() {
    Row[] facts = {
      fact(99, 1L), fact(100, 2L).version(1), fact(100, 4L).version(2), fact(100, 8L).version(3)
    };
    assertThat(over(TEN).ofSelf(2, Bound.BEFORE_SELF, facts), is(present(1 + 2)));
    assertThat(over(TEN).ofSelf(2, Bound.INCLUDE_SELF, facts), is(present(1 + 2 + 4)));
    assertThat(over(TEN).ofSelf(0, Bound.BEFORE_SELF, facts), is(none(FeatureStatus.NOT_FOUND)));
  }

  @Test
  void ofASelfBoundTheWindowBeginsBeforeTheTimeOfTheFact() {
    Row[] facts = {fact(90, 1L), fact(91, 2L), fact(100, 4L)};
    assertThat(over(TEN).ofSelf(2, Bound.INCLUDE_SELF, facts), is(present(2 + 4)));
  }

  @Test
  void withAnOffsetASelfBoundIsATime() {
    Row[] facts = {fact(80, 1L).version(9), fact(81, 2L), fact(100, 4L)};
    assertThat(over(TEN.before(20)).ofSelf(2, Bound.BEFORE_SELF, facts), is(present(1)));
  }

  @Test
  void aDeleteEndsWhatIsBeforeItInTheTotalOrder() {
    Row[] facts = {
      fact(98, 1L), fact(99, 2L).version(1), delete(99).version(2), fact(99, 4L).version(3)
    };
    assertThat(over(TEN).at(99, facts), is(present(4)));
    assertThat(over(TEN).at(98, facts), is(present(1)));
    // Of one time and version, the delete is behind the fact.
    assertThat(over(TEN).at(99, fact(99, 2L), delete(99)), is(none(FeatureStatus.DELETED)));
  }

  @Test
  void aDeleteThatIsNotSeenDeletesNothing() {
    OracleView view = over(TEN).availableAt("known");
    Row[] facts = {fact(98, 1L), delete(99).knownAt(101), fact(100, 2L)};
    assertThat(view.at(100, facts), is(present(1 + 2)));
    assertThat(view.at(101, facts), is(present(2)));
    assertThat(over(TEN.before(5)).at(103, facts), is(present(1)));
  }

  @Test
  void theDeletedAreToldFromTheExpired() {
    OracleView view = over(TEN);
    Row[] facts = {fact(98, 1L), delete(99)};
    assertThat(view.at(99, facts), is(none(FeatureStatus.DELETED)));
    // It stays deleted when its window has passed, for as long as anything is told of it.
    assertThat(view.at(117, facts), is(none(FeatureStatus.DELETED)));
    assertThat(view.at(118, facts), is(none(FeatureStatus.NOT_FOUND)));
    assertThat(view.at(110, fact(100, 1L), delete(99)), is(none(FeatureStatus.EXPIRED)));
  }

  @Test
  void anExpiredFactIsToldOfForTwiceTheReachOfTheView() {
    assertThat(over(TEN).at(119, fact(100, 1L)), is(none(FeatureStatus.EXPIRED)));
    assertThat(over(TEN).at(120, fact(100, 1L)), is(none(FeatureStatus.NOT_FOUND)));
    assertThat(over(TEN).before(120, fact(100, 1L)), is(none(FeatureStatus.EXPIRED)));
    OracleView offset = over(TEN.before(5).onGrid(4));
    assertThat(offset.at(137, fact(100, 1L)), is(none(FeatureStatus.EXPIRED)));
    assertThat(offset.at(138, fact(100, 1L)), is(none(FeatureStatus.NOT_FOUND)));
    assertThat(over(TEN).ttl(3).at(105, fact(100, 1L)), is(none(FeatureStatus.EXPIRED)));
    assertThat(over(TEN).ttl(3).at(106, fact(100, 1L)), is(none(FeatureStatus.NOT_FOUND)));
  }

  @Test
  void aConditionLeavesNothingOfOthersToTell() {
    OracleView view = over(TEN).onlyGood();
    assertThat(view.at(100, fact(99, 1L).bad(), fact(98, 2L)), is(present(2)));
    assertThat(view.at(100, fact(99, 1L).bad()), is(none(FeatureStatus.NOT_FOUND)));
    assertThat(view.at(110, fact(105, 1L).bad(), fact(100, 2L)), is(none(FeatureStatus.EXPIRED)));
  }

  @Test
  void aSecondDeliveryCountsOnce() {
    OracleView view = over(TEN).identified();
    Row[] facts = {fact(98, 1L).id("a"), fact(98, 1L).id("a"), fact(98, 2L).id("b")};
    assertThat(view.at(100, facts), is(present(1 + 2)));
    // What comes first in the total order stands, whatever comes later under its id.
    Row[] changed = {fact(98, 1L).id("a"), fact(99, 4L).id("a")};
    assertThat(view.at(100, changed), is(present(1)));
  }

  @Test
  void equalFactsWithoutDeclaredIdsAreTwo() {
    assertThat(over(TEN).at(100, fact(98, 1L), fact(98, 1L)), is(present(2)));
    OracleFact fact = over(TEN).facts(fact(98, 1L)).get(0);
    Oracle twice = new Oracle(over(TEN).definition(), List.of(fact, fact));
    OracleQuestion question = OracleQuestion.of(100, Bound.CLOSED, Knowledge.AS_SERVED);
    assertThat(twice.answer(question).of(OracleView.SUM).value(), is(1L));
  }

  @Test
  void whenTheFirstDeliveryIsOutOfReachTheSecondStands() {
    OracleView view = over(TEN).identified();
    Row[] facts = {fact(91, 1L).id("a"), fact(95, 2L).id("a")};
    assertThat(view.at(100, facts), is(present(1)));
    assertThat(view.at(101, facts), is(present(2)));
  }

  @Test
  void aDeleteClearsTheIdsBeforeIt() {
    OracleView view = over(TEN).identified();
    Row[] facts = {fact(97, 1L).id("a"), delete(98), fact(99, 2L).id("a")};
    assertThat(view.at(97, facts), is(present(1)));
    assertThat(view.at(99, facts), is(present(2)));
  }

  @Test
  void aRetractedFactIsOutFromTheTimeOfItsRetraction() {
    OracleView view = over(TEN).identified();
    Row[] facts = {fact(96, 1L).id("a"), fact(97, 2L).id("b"), retract(98, "a")};
    assertThat(view.at(97, facts), is(present(1 + 2)));
    assertThat(view.at(98, facts), is(present(2)));
    assertThat(view.before(98, facts), is(present(1 + 2)));
  }

  @Test
  void aRetractionTakesWhatStandsAndNothingThatComesLater() {
    OracleView view = over(TEN).identified();
    Row[] again = {fact(96, 1L).id("a"), retract(97, "a"), fact(98, 2L).id("a")};
    assertThat(view.at(97, again), is(none(FeatureStatus.DELETED)));
    assertThat(view.at(98, again), is(present(2)));
    Row[] early = {retract(95, "a"), fact(96, 1L).id("a")};
    assertThat(view.at(98, early), is(present(1)));
    Row[] delivered = {fact(95, 1L).id("a"), fact(96, 2L).id("a"), retract(97, "a")};
    assertThat(view.at(98, delivered), is(none(FeatureStatus.DELETED)));
  }

  @Test
  void aRetractedFactIsDeletedWhileItIsInReachAndExpiredAfterwards() {
    OracleView view = over(TEN).identified();
    Row[] facts = {fact(96, 1L).id("a"), retract(97, "a")};
    assertThat(view.at(105, facts), is(none(FeatureStatus.DELETED)));
    assertThat(view.at(106, facts), is(none(FeatureStatus.EXPIRED)));
  }

  @Test
  void factsThatGiveNothingHaveTheStatusNull() {
    assertThat(over(TEN).at(100, fact(98, null)), is(none(FeatureStatus.NULL)));
    assertThat(
        over(TEN).last().at(100, fact(98, 1L), fact(99, null)), is(none(FeatureStatus.NULL)));
    assertThat(over(TEN).last().at(100, fact(98, null), fact(99, 1L)), is(present(1)));
  }

  @Test
  void editsComeOneAfterTheOtherAndLeaveTheStatus() {
    Fn<Long, Long> negated = value -> -value;
    Then negate = new Then("negate", OpaqueFn.of(negated));
    Fn<Long, Object> ofNothing = value -> null;
    Then forget = new Then("forget", OpaqueFn.of(ofNothing));
    Row fact = fact(98, 3L);
    assertThat(over(TEN).edited(new OrElse(7L), negate).at(100, fact), is(present(-3)));
    assertThat(
        over(TEN).edited(new OrElse(7L), negate).at(97, fact),
        is(new OracleView.Asked(-7L, FeatureStatus.NOT_FOUND)));
    assertThat(
        over(TEN).edited(negate, new OrElse(7L)).at(97, fact),
        is(new OracleView.Asked(7L, FeatureStatus.NOT_FOUND)));
    assertThat(
        over(TEN).edited(forget).at(100, fact),
        is(new OracleView.Asked(null, FeatureStatus.PRESENT)));
  }

  @Test
  void whatIsDerivedHasTheStatusOfWhatItIsMadeOf() {
    OracleAnswer present = answer(over(TEN), 100, fact(97, 3L), fact(98, 4L));
    assertThat(
        present.of(OracleView.TWICE),
        is(new Feature(14L, FeatureStatus.PRESENT, OptionalLong.of(98), true)));
    assertThat(present.of(OracleView.STATUS).value(), is(FeatureStatus.PRESENT));
    OracleAnswer expired = answer(over(TEN), 108, fact(98, 4L));
    assertThat(
        expired.of(OracleView.TWICE),
        is(new Feature(null, FeatureStatus.EXPIRED, OptionalLong.empty(), true)));
    assertThat(expired.of(OracleView.STATUS).value(), is(FeatureStatus.EXPIRED));
    assertThat(expired.of(OracleView.STATUS_OF_TWICE).value(), is(FeatureStatus.EXPIRED));
  }

  private static OracleAnswer answer(OracleView view, long at, Row... rows) {
    return new Oracle(view.definition(), view.facts(rows))
        .answer(OracleQuestion.of(at, Bound.CLOSED, Knowledge.AS_SERVED));
  }

  @Test
  void withoutAKeyEverythingIsAsOfNoFacts() {
    OracleView view = over(TEN).edited(new OrElse(0L));
    OracleAnswer answer = new Oracle(view.definition(), view.facts()).answerWithoutKey();
    assertThat(answer.of(OracleView.SUM).value(), is(0L));
    assertThat(answer.of(OracleView.SUM).newest(), is(OptionalLong.empty()));
    assertThat(answer.of(OracleView.TWICE).value(), is(0L));
    for (Feature feature : answer.features()) {
      assertThat(feature.status(), is(FeatureStatus.NULL_KEY));
    }
    OracleAnswer bare =
        new Oracle(over(TEN).definition(), over(TEN).facts(fact(1, 1L))).answerWithoutKey();
    assertThat(bare.of(OracleView.SUM).value(), nullValue());
  }

  @Test
  void timesStopAtTheEndsOfLong() {
    Row first = fact(Long.MIN_VALUE, 1L);
    Row second = fact(Long.MIN_VALUE + 1, 2L);
    OracleView forever = over(FactWindow.of(FactWindow.FOREVER));
    assertThat(forever.at(Long.MAX_VALUE, first, second), is(present(1 + 2)));
    assertThat(forever.before(Long.MIN_VALUE, first, second), is(present(1)));
    assertThat(over(TEN).at(Long.MIN_VALUE + 5, first, second), is(present(2)));
    assertThat(over(TEN.onGrid(3)).at(Long.MIN_VALUE + 10, first, second), is(present(2)));
  }

  @Test
  void aQuestionOfAFactNamesTheFactAndNoOtherDoes() {
    OracleFact self = over(TEN).facts(fact(1, 1L)).get(0);
    assertThrows(
        IllegalArgumentException.class,
        () -> OracleQuestion.of(1, Bound.BEFORE_SELF, Knowledge.AS_SERVED));
    assertThrows(
        IllegalArgumentException.class,
        () -> OracleQuestion.ofSelf(self, Bound.CLOSED, Knowledge.AS_SERVED));
  }
}
