package dev.millrace.upgrade;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.goldens.Golden;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Plans as files, and what is said about two of them. */
class SavedPlanTest {
  record Sale(String shop, double amount, Instant at) {}

  record Sum(String shop, Instant start, double sum) {}

  record Spend(double spent, long sales) {}

  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");
  private static final Duration HOUR = Duration.ofHours(1);

  private static final class Definition {
    String name = "shop";
    String sums = "sums";
    String valid = "valid";
    Quarantine rejected = REJECTED;
    Quarantine late = REJECTED;
    boolean validates = true;
    Duration window = HOUR;
    Duration lateness = Duration.ofSeconds(10);
    Duration horizon = HOUR;
    Range<Double> amounts = Range.closed(0.0, 10.0);
    boolean other;
    int shuffleGroups = 32;
    int version = 1;

    SavedPlan plan() {
      Pipeline pipeline = Pipeline.named(name);
      Lateness lateOnes = Lateness.of(lateness).lateTo(late);
      Events<Sale> sales =
          validates
              ? pipeline
                  .read(SALES)
                  .validate(Rules.on(Sale.class).inRange(Sale::amount, amounts))
                  .quarantine(rejected)
                  .named(valid)
                  .timestamps(Sale::at, lateOnes)
              : pipeline.read(SALES).timestamps(Sale::at, lateOnes);
      sales
          .keyBy(Sale::shop)
          .window(Window.tumbling(window))
          .aggregate(sums)
          .as(Sum.class)
          .key(Sum::shop, Sale::shop)
          .start(Sum::start)
          .set(Sum::sum, sum(Sale::amount).orElse(0.0))
          .build()
          .to(Sink.of("sums", Sum.class));
      sales.keyBy(Sale::shop).deduplicate("firsts", horizon).to(Sink.of("firsts", Sale.class));
      FeatureView<String, Sale, Spend> spend =
          FeatureView.named("spend", version)
              .over(Sale.class)
              .keyedBy(Sale::shop)
              .at(Sale::at)
              .as(Spend.class)
              .set(Spend::spent, sum(Sale::amount).over(HOUR).orElse(0.0))
              .set(Spend::sales, count().over(HOUR))
              .build();
      sales.feature(spend).to(OnlineView.of("online", spend));
      if (other) {
        Source<Sale> others = Source.of("others", Sale.class);
        pipeline.read(others).to(Sink.of("copies", Sale.class));
      }
      return SavedPlan.of(pipeline.plan(), shuffleGroups, 3_600_000);
    }
  }

  private static SavedPlan changed(Consumer<Definition> change) {
    Definition definition = new Definition();
    change.accept(definition);
    return definition.plan();
  }

  private static Verdict verdict(String step, Consumer<Definition> change) {
    return found(step, change).verdict();
  }

  private static StepVerdict found(String step, Consumer<Definition> change) {
    Upgrade upgrade = Upgrade.of(new Definition().plan(), changed(change));
    return upgrade.steps().stream()
        .filter(each -> each.step().equals(step))
        .findFirst()
        .orElseThrow(() -> new AssertionError(upgrade.toText()));
  }

  @Test
  void aPlanIsTheSameTextEveryTimeAndWhatTheFirstReleaseWrote() throws IOException {
    SavedPlan plan = new Definition().plan();
    String released = Golden.text("plan.json", plan.toJson());

    assertThat(plan.toJson(), is(released));
    assertThat(SavedPlan.fromJson(released, "plan.json"), equalTo(plan));
    assertThat(Upgrade.of(SavedPlan.fromJson(released, "x"), plan).verdict(), is(Verdict.SAME));
  }

  @Test
  void rulesMayChange() {
    Verdict verdict = verdict("validate:valid", each -> each.amounts = Range.closed(0.0, 20.0));
    assertThat(verdict, is(Verdict.COMPATIBLE));
  }

  @Test
  void latenessMayChangeAndFrontiersStay() {
    Consumer<Definition> change = each -> each.lateness = Duration.ofSeconds(20);
    assertThat(verdict("timestamps:sales", change), is(Verdict.COMPATIBLE));
  }

  @Test
  void aStepWithoutStateMayHaveAnotherName() {
    Consumer<Definition> change = each -> each.valid = "checked";
    assertThat(verdict("validate:valid", change), is(Verdict.COMPATIBLE));
    assertThat(verdict("validate:checked", change), is(Verdict.COMPATIBLE));
  }

  @Test
  void aQuarantineThatIsGoneLosesWhatWaitsForIt() {
    Consumer<Definition> change = each -> each.rejected = each.late = Quarantine.of("bad");
    assertThat(verdict("validate:valid", change), is(Verdict.STATE_LOST));
  }

  @Test
  void aStepThatIsGoneTogetherWithItsQuarantineLosesWhatWaitsForIt() {
    Definition before = new Definition();
    before.late = Quarantine.of("late");
    Upgrade removed =
        Upgrade.of(
            before.plan(),
            changed(
                each -> {
                  each.late = before.late;
                  each.validates = false;
                }));
    Upgrade renamed =
        Upgrade.of(
            before.plan(),
            changed(
                each -> {
                  each.late = before.late;
                  each.valid = "checked";
                  each.rejected = Quarantine.of("bad");
                }));
    for (Upgrade upgrade : List.of(removed, renamed)) {
      assertThat(upgrade.verdict(), is(Verdict.STATE_LOST));
      ProblemsException refused =
          assertThrows(ProblemsException.class, () -> upgrade.require(false));
      assertThat(refused.getMessage(), containsString("[MR-U005] validate:valid"));
      assertThat(refused.getMessage(), containsString("units that were not published"));
      assertThat(refused.getMessage(), containsString("quarantine 'rejected'"));
    }
  }

  @Test
  void aStepThatIsGoneLosesNothingWhileItsQuarantineIsAnothersToo() {
    Consumer<Definition> change = each -> each.validates = false;
    assertThat(verdict("validate:valid", change), is(Verdict.COMPATIBLE));
  }

  @Test
  void aRenamedStepLosesItsStateAndIsToldWhatItWas() {
    Consumer<Definition> change = each -> each.sums = "totals";
    assertThat(verdict("aggregate:sums", change), is(Verdict.STATE_LOST));
    assertThat(verdict("aggregate:totals", change), is(Verdict.STATE_LOST));
    assertThat(
        found("aggregate:totals", change).what(),
        containsString("It is what aggregate:sums was: keep that name"));
  }

  @Test
  void windowsHorizonsAndShuffleGroupsArePartOfState() {
    assertThat(
        verdict("aggregate:sums", each -> each.window = HOUR.multipliedBy(2)),
        is(Verdict.INCOMPATIBLE));
    assertThat(
        verdict("deduplicate:firsts", each -> each.horizon = HOUR.multipliedBy(2)),
        is(Verdict.INCOMPATIBLE));
    assertThat(
        verdict("aggregate:sums", each -> each.shuffleGroups = 64), is(Verdict.INCOMPATIBLE));
  }

  @Test
  void theStatesOfAnOnlineViewAreOfOneVersion() {
    assertThat(verdict("online:online", each -> each.version = 2), is(Verdict.INCOMPATIBLE));
  }

  @Test
  void everyStepWithStateSaysInWhichFormatASavepointHoldsIt() {
    String older = new Definition().plan().toJson().replaceAll("format \\d+\"", "format 1\"");
    Upgrade upgrade = Upgrade.of(SavedPlan.fromJson(older, "x"), new Definition().plan());
    for (SavedStep step : new Definition().plan().steps()) {
      Verdict expected = step.state() == null ? Verdict.SAME : Verdict.INCOMPATIBLE;
      assertThat(
          upgrade.steps().stream()
              .filter(each -> each.step().equals(step.name()))
              .map(StepVerdict::verdict)
              .toList(),
          is(List.of(expected)));
    }
  }

  @Test
  void anotherSourceCannotJoin() {
    assertThat(verdict("read:others", each -> each.other = true), is(Verdict.INCOMPATIBLE));
  }

  @Test
  void allThatStandsInTheWayIsToldAtOnce() {
    Upgrade upgrade =
        Upgrade.of(
            new Definition().plan(),
            changed(
                each -> {
                  each.window = HOUR.multipliedBy(2);
                  each.horizon = HOUR.multipliedBy(2);
                  each.rejected = each.late = Quarantine.of("bad");
                }));
    ProblemsException refused = assertThrows(ProblemsException.class, () -> upgrade.require(false));
    assertThat(refused.getMessage(), containsString("[MR-U004] aggregate:sums"));
    assertThat(refused.getMessage(), containsString("[MR-U004] deduplicate:firsts"));
    assertThat(refused.getMessage(), containsString("[MR-U005] validate:valid"));
  }

  @Test
  void whatPeopleReadIsALineForEachStepAndWhatHasChanged() throws IOException {
    Upgrade upgrade =
        Upgrade.of(
            new Definition().plan(),
            changed(
                each -> {
                  each.amounts = Range.closed(0.0, 20.0);
                  each.window = HOUR.multipliedBy(2);
                  each.valid = "checked";
                }));
    String text = upgrade.toText().replace(System.lineSeparator(), "\n");
    assertThat(text, is(Golden.text("upgrade.txt", text)));
  }

  @Test
  void aPlanOfAnotherPipelineIsRefused() {
    isRefused(
        "[MR-U003]",
        () -> Upgrade.of(changed(each -> each.name = "market"), new Definition().plan()));
  }

  @Test
  void whatIsNoPlanOrDamagedOrNewerIsRefused() {
    String json = new Definition().plan().toJson();
    isRefused("[MR-U001]", () -> SavedPlan.fromJson("", "a.json"));
    isRefused("[MR-U001]", () -> SavedPlan.fromJson("{}", "a.json"));
    isRefused("[MR-U001]", () -> SavedPlan.fromJson("[1]", "a.json"));
    isRefused("[MR-U001]", () -> SavedPlan.fromJson("null", "a.json"));
    isRefused("[MR-U001]", () -> SavedPlan.fromJson("{\"format\": 1}", "a.json"));
    isRefused(
        "[MR-U001]",
        () -> SavedPlan.fromJson("{\"format\": 1, \"pipeline\": \"a\", \"steps\": 3}", "a.json"));
    isRefused(
        "[MR-U001]",
        () -> SavedPlan.fromJson(json.replace("\"kind\" : \"aggregate\",", ""), "a.json"));
    isRefused("[MR-U001]", () -> SavedPlan.fromJson(json + "{", "a.json"));
    for (int cut = 1; cut < json.length() - 2; cut += 97) {
      String damaged = json.substring(0, cut);
      isRefused("[MR-U001]", () -> SavedPlan.fromJson(damaged, "a.json"));
    }
    isRefused(
        "[MR-U002]",
        () -> SavedPlan.fromJson(json.replace("\"format\" : 1", "\"format\" : 2"), "a.json"));
  }

  private static void isRefused(String code, Runnable reading) {
    ProblemsException refused = assertThrows(ProblemsException.class, reading::run);
    assertThat(refused.getMessage(), containsString(code));
  }
}
