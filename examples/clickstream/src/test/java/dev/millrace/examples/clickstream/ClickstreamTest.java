package dev.millrace.examples.clickstream;

import static dev.millrace.examples.clickstream.Event.Kind.CLICK;
import static dev.millrace.examples.clickstream.Event.Kind.PURCHASE;
import static dev.millrace.examples.clickstream.Event.Kind.VIEW;
import static java.time.Duration.ofMinutes;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.millrace.Rejection;
import dev.millrace.connect.files.Files;
import dev.millrace.examples.clickstream.Event.Kind;
import dev.millrace.testkit.PipelineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pipeline makes of a few events. */
class ClickstreamTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Event event(String id, String user, Kind kind, double minute) {
    return new Event(id, user, kind, "/" + id, kind == PURCHASE ? 20.0 : null, at(minute));
  }

  private static Instant at(double minute) {
    return NOON.plusSeconds(Math.round(60 * minute));
  }

  private static PipelineTest.Result run(Event... events) {
    return PipelineTest.of(Clickstream.define()).given(Clickstream.EVENTS, events).run();
  }

  private static PipelineTest.Result stream(Event... events) {
    return PipelineTest.of(Clickstream.define())
        .givenStream(Clickstream.EVENTS, List.of(events))
        .run();
  }

  @Test
  void eventsWithLessThanHalfAnHourBetweenThemAreOneSession() {
    run(
            event("a", "ann", VIEW, 0),
            event("b", "ann", CLICK, 29.9),
            event("c", "bob", VIEW, 30),
            event("d", "ann", PURCHASE, 59.8),
            event("e", "ann", VIEW, 89.8))
        .expect(
            Clickstream.SESSIONS,
            containsInAnyOrder(
                new Session("ann", NOON, Duration.ofSeconds(3588), 3, 1, 20.0),
                new Session("bob", at(30), Duration.ZERO, 1, 0, 0.0),
                new Session("ann", at(89.8), Duration.ZERO, 1, 0, 0.0)));
  }

  @Test
  void anEventThatIsSentTwiceCountsOnceInSessionsAndInFeatures() {
    Event bought = event("a", "ann", PURCHASE, 0);
    PipelineTest.Result result = run(bought, bought);
    result.expect(
        Clickstream.SESSIONS, contains(new Session("ann", NOON, Duration.ZERO, 1, 1, 20.0)));
    result.expectServed(
        Clickstream.ONLINE, "ann", at(1), equalTo(new Activity(0, 1, 20.0, "/a", ofMinutes(1))));
  }

  @Test
  void featuresForgetWhatHasLeftTheirWindows() {
    PipelineTest.Result result =
        stream(event("a", "ann", CLICK, 0), event("b", "ann", PURCHASE, 1));
    result.expectServed(
        Clickstream.ONLINE,
        "ann",
        at(9.9),
        equalTo(new Activity(1, 1, 20.0, "/b", Duration.ofSeconds(534))));
    result.expectServed(
        Clickstream.ONLINE, "ann", at(10), equalTo(new Activity(0, 1, 20.0, "/b", ofMinutes(9))));
    result.expectServed(
        Clickstream.ONLINE, "ann", at(31), equalTo(new Activity(0, 0, 0.0, null, ofMinutes(30))));
  }

  @Test
  void anEventThatIsMoreThanTwoMinutesBehindIsLate() {
    PipelineTest.Result result =
        stream(
            event("a", "ann", VIEW, 10), event("b", "ann", VIEW, 8), event("c", "ann", VIEW, 7.9));
    assertThat(rules(result), contains("not late"));
    result.expect(
        Clickstream.SESSIONS, contains(new Session("ann", at(8), ofMinutes(2), 2, 0, 0.0)));
  }

  @Test
  void anEventFromTheFutureMakesNoOtherLate() {
    double minutes = Duration.between(NOON, Instant.parse("2099-01-01T00:00:00Z")).toMinutes();
    PipelineTest.Result result =
        stream(
            event("a", "ann", VIEW, 0),
            event("b", "ann", VIEW, minutes),
            event("c", "ann", VIEW, 1));
    assertThat(rules(result), contains("not ahead"));
    result.expect(
        Clickstream.SESSIONS, contains(new Session("ann", NOON, ofMinutes(1), 2, 0, 0.0)));
  }

  @Test
  void aPriceIsThereExactlyWhenSomethingIsBoughtAndIsNeverNegative() {
    assertThat(rules(run(priced(VIEW, null), priced(PURCHASE, 0.0))), empty());
    assertThat(
        rules(run(priced(VIEW, 1.0), priced(PURCHASE, null), priced(PURCHASE, -1.0))),
        containsInAnyOrder(
            "a price exactly when bought", "a price exactly when bought", "price in [0.0, ∞)"));
  }

  private static Event priced(Kind kind, @Nullable Double price) {
    return new Event("a", "ann", kind, "/", price, NOON);
  }

  private static List<String> rules(PipelineTest.Result result) {
    return result.rejections(Clickstream.REJECTED).stream()
        .map(Rejection::rules)
        .map(rules -> String.join(", ", rules))
        .toList();
  }

  @Test
  void whatIsNoEventIsRejectedAsItCame(@TempDir Path folder) throws IOException {
    String good =
        "{\"eventId\":\"a\",\"userId\":\"ann\",\"kind\":\"VIEW\",\"page\":\"/\",\"at\":\""
            + NOON
            + "\"}";
    String cut = good.substring(0, 30);
    String nobody = good.replace("\"userId\":\"ann\",", "");
    Path file =
        java.nio.file.Files.write(folder.resolve("events.jsonl"), List.of(good, cut, nobody));
    PipelineTest.Result result =
        PipelineTest.of(Clickstream.define())
            .givenFrom(Clickstream.EVENTS, Files.jsonl(file.toString()))
            .run();
    List<Rejection> rejected = result.rejections(Clickstream.REJECTED);
    assertThat(
        rejected.stream()
            .map(each -> new String(each.raw(), java.nio.charset.StandardCharsets.UTF_8))
            .toList(),
        containsInAnyOrder(cut, nobody));
    assertThat(rules(result).toString(), containsString("userId"));
    result.expect(Clickstream.SESSIONS, hasSize(1));
  }

  @Test
  void factsAreKeptForAsLongAsTheLongestFeatureLooksBack() {
    assertThat(
        Clickstream.define().plan().describe(),
        containsString("user_activity@1 in online:user-activity: for PT1H"));
  }
}
