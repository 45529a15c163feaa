package dev.millrace.examples.clickstream;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.min;
import static dev.millrace.Aggregations.sinceLast;
import static dev.millrace.Aggregations.sum;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

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
import dev.millrace.launch.Millrace;
import java.util.regex.Pattern;

/**
 * Sorts out what is no event, cuts what each visitor does into sessions, and keeps features of each
 * visitor to be served.
 */
public final class Clickstream {
  // snippet:clickstream
  static final Pattern PAGE = Pattern.compile("/[a-z0-9/-]*");

  // Ports: where they live is said at launch, in bindings.yaml.
  static final Source<Event> EVENTS = Source.of("events", Event.class);
  static final Sink<Session> SESSIONS = Sink.of("sessions", Session.class);
  static final Quarantine REJECTED = Quarantine.of("rejected");

  static final Rules<Event> RULES =
      Rules.on(Event.class)
          .matches(Event::page, PAGE)
          .inRange(Event::price, Range.atLeast(0.0))
          .check("a price exactly when bought", e -> e.isPurchase() == (e.price() != null));

  // An event that comes twice is one fact: the view knows it by its id.
  static final FeatureView<String, Event, Activity> ACTIVITY =
      FeatureView.named("user_activity", 1)
          .over(Event.class)
          .keyedBy(Event::userId)
          .at(Event::at)
          .identifiedBy(Event::eventId)
          .as(Activity.class)
          .set(
              Activity::clicks10m,
              count().over(ofMinutes(10)).where("click", (Event e) -> e.kind() == Event.Kind.CLICK))
          .set(
              Activity::purchases30m,
              count().over(ofMinutes(30)).where("purchase", (Event e) -> e.isPurchase()))
          .set(Activity::revenue30m, sum(Event::price).over(ofMinutes(30)).orElse(0.0))
          .set(Activity::lastPage, last(Event::page).over(ofMinutes(30)))
          .set(Activity::sinceLast, sinceLast().over(ofHours(1)))
          .build();

  static final OnlineView<String, Activity> ONLINE = OnlineView.of("user-activity", ACTIVITY);

  public static Pipeline define() {
    Pipeline pipeline = Pipeline.named("clickstream");
    Events<Event> events =
        pipeline
            .read(EVENTS)
            .validate(RULES)
            .quarantine(REJECTED)
            .timestamps(Event::at, Lateness.of(ofMinutes(2)).atMostAhead(ofMinutes(2)));

    events.feature(ACTIVITY).to(ONLINE);

    events
        .keyBy(Event::eventId)
        .deduplicate("events-once", ofMinutes(10))
        .keyBy(Event::userId)
        .window(Window.sessions(ofMinutes(30)))
        .aggregate("sessions")
        .as(Visit.class)
        .key(Visit::userId, Event::userId)
        .set(Visit::first, min(Event::at))
        .set(Visit::last, max(Event::at))
        .set(Visit::events, count())
        .set(Visit::purchases, count().where("purchase", Event::isPurchase))
        .set(Visit::revenue, sum(Event::price).orElse(0.0))
        .build()
        .map(Session::of)
        .to(SESSIONS);
    return pipeline;
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }

  // end

  private Clickstream() {}
}
