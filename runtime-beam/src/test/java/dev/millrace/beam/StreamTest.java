package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.testkit.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hamcrest.FeatureMatcher;
import org.hamcrest.Matcher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream on the direct runner: what is late, and one result per window. */
class StreamTest {
  record Click(String page, Instant at) {}

  record Hits(String page, Instant start, long hits) {}

  static final Source<Click> CLICKS = Source.of("clicks", Click.class);
  static final Sink<Hits> HITS = Sink.of("hits", Hits.class);
  static final Sink<Click> ALL = Sink.of("all", Click.class);
  static final Quarantine LATE = Quarantine.of("late");

  @ParameterizedTest
  @EnumSource
  void aRowBehindTheFrontierOfItsPartitionIsLateAndKept(Runner runner) {
    PipelineTest.Result result =
        PipelineTest.of(hits())
            .givenStream(
                CLICKS,
                // The frontier is 60 s behind the greatest time before a row.
                List.of(click("a", 0), click("a", 130), click("a", 70), click("a", 69)),
                List.of(click("b", 69), click("b", 9)))
            .run(runner.options());

    result
        .expect(
            HITS,
            containsInAnyOrder(
                hits("a", 0, 1),
                hits("a", 60, 1),
                hits("a", 120, 1),
                hits("b", 0, 1),
                hits("b", 60, 1)))
        .expectQuarantined(LATE, contains(position(3)));
    assertThat(result.manifest().ledger().get("timestamps:clicks", Place.LATE).count(), is(1L));
    assertThat(result.manifest().ledger().get("read:clicks", Place.IN).count(), is(6L));
  }

  private static Matcher<Rejection> position(long expected) {
    return new FeatureMatcher<>(equalTo(expected), "position", "position") {
      @Override
      protected Long featureValueOf(Rejection rejection) {
        return rejection.position();
      }
    };
  }

  private static Pipeline hits() {
    Pipeline pipeline = Pipeline.named("p");
    var clicks =
        pipeline
            .read(CLICKS)
            .timestamps(Click::at, Lateness.of(Duration.ofSeconds(60)).lateTo(LATE));
    clicks.to(ALL);
    clicks
        .keyBy(Click::page)
        .window(Window.tumbling(Duration.ofMinutes(1)))
        .aggregate("hits")
        .as(Hits.class)
        .key(Hits::page, Click::page)
        .start(Hits::start)
        .set(Hits::hits, Aggregations.count())
        .build()
        .to(HITS);
    return pipeline;
  }

  private static Click click(String page, long second) {
    return new Click(page, Instant.ofEpochSecond(second));
  }

  private static Hits hits(String page, long second, long hits) {
    return new Hits(page, Instant.ofEpochSecond(second), hits);
  }
}
