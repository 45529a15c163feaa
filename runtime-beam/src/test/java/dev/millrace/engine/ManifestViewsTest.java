package dev.millrace.engine;

import static dev.millrace.Aggregations.count;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A data set can be told from another by what its rows could see (SEMANTICS S6, S16). */
class ManifestViewsTest {
  record Visit(String guest, Instant at, Instant known) {}

  record Ask(String guest, Instant at) {}

  record Visits(long visits) {}

  record Row(String guest, Instant at, long visits) {}

  private static final FeatureView<String, Visit, Visits> VISITS =
      FeatureView.named("visits", 3)
          .over(Visit.class)
          .keyedBy(Visit::guest)
          .at(Visit::at)
          .availableAt(Visit::known)
          .as(Visits.class)
          .set(Visits::visits, count().over(Duration.ofDays(1)))
          .build();

  @Test
  void theManifestSaysHowEachViewWasAsked() {
    Pipeline pipeline = Pipeline.named("guests");
    Events<Visit> visits =
        pipeline.read(Source.of("visits", Visit.class)).timestamps(Visit::at, Lateness.none());
    Events<Ask> asks =
        pipeline.read(Source.of("asks", Ask.class)).timestamps(Ask::at, Lateness.none());
    Features<String, Visits> asked = visits.feature(VISITS);
    asks.asOf(Ask::guest, asked)
        .before()
        .corrected()
        .as(Row.class)
        .build()
        .to(Sink.of("rows", Row.class));
    visits.feature(VISITS).to(OnlineView.of("online-visits", VISITS));

    String fingerprint = VISITS.definition().fingerprint();
    assertThat(
        Manifest.View.of(pipeline.plan()),
        contains(
            new Manifest.View("asOf:asks", "visits@3", fingerprint, "before", "corrected"),
            new Manifest.View(
                "online:online-visits", "visits@3", fingerprint, "closed", "as served")));
  }
}
