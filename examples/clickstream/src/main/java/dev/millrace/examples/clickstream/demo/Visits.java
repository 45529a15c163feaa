package dev.millrace.examples.clickstream.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The sessions of what was sent, by a plain loop over all of it: what a job's are compared with.
 * Users whose events came so late that a job may drop them are left out, and so are sessions that
 * may not be over yet.
 */
final class Visits {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GAP = Duration.ofMinutes(30);

  /**
   * What the job may be behind the newest event, beside its unit of publication: its lateness of
   * two minutes, and what is out of order.
   */
  private static final Duration BEHIND = Duration.ofMinutes(4);

  private record Event(Instant at, boolean isPurchase, double price) {}

  /**
   * How a job's sessions compare with these, in numbers of sessions.
   *
   * @param over that are over: those that are compared
   * @param twice written more than once
   * @param others of users with late events, which are not compared
   */
  record Comparison(int over, long equal, long missing, int twice, int others) {
    long different() {
      return over - equal - missing;
    }

    /** All that are over, each once; of none there is nothing to say against. */
    boolean isEqual() {
      return equal == over && twice == 0;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d sessions were over: %d equal, %d missing, %d different, %d written twice;"
              + " %d of users with late events not compared",
          over,
          equal,
          missing,
          different(),
          twice,
          others);
    }
  }

  private final Map<String, List<Event>> byUser = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> late = new HashSet<>();
  private final Duration behind;
  private Instant newest = Instant.EPOCH;

  private Visits(Duration behind) {
    this.behind = behind;
  }

  /**
   * Of the messages that visitors have sent, from the first.
   *
   * @param unit in which the job publishes
   */
  static Visits of(Visitors visitors, long messages, Duration unit) {
    Visits visits = new Visits(BEHIND.plus(unit));
    for (long left = messages; left > 0; left--) {
      visits.add(visitors.next());
    }
    return visits;
  }

  /** Takes a message in the order of sending. */
  private void add(Visitors.Message message) {
    JsonNode event;
    try {
      event = JSON.readTree(message.value());
    } catch (JsonProcessingException cutShort) {
      return;
    }
    JsonNode price = event.path("price");
    if (!event.has("userId") || price.asDouble() < 0) {
      return;
    }
    Instant at = Instant.parse(event.path("at").textValue());
    if (at.isBefore(newest.minus(Duration.ofMinutes(1)))) {
      late.add(message.key());
    }
    newest = at.isAfter(newest) ? at : newest;
    if (seen.add(event.path("eventId").textValue())) {
      byUser
          .computeIfAbsent(message.key(), user -> new ArrayList<>())
          .add(new Event(at, !price.isMissingNode(), price.asDouble()));
    }
  }

  /** How a job's sessions compare with these. */
  Comparison compare(List<JsonNode> sessions) {
    Map<String, String> expected = expected();
    Map<String, String> found = new TreeMap<>();
    int twice = 0;
    int others = 0;
    for (JsonNode each : sessions) {
      String user = each.path("userId").textValue();
      if (late.contains(user)) {
        others++;
      } else if (found.put(user + " " + time(each.path("start")), described(each)) != null) {
        twice++;
      }
    }
    long equal = expected.entrySet().stream().filter(found.entrySet()::contains).count();
    long missing = expected.keySet().stream().filter(each -> !found.containsKey(each)).count();
    return new Comparison(expected.size(), equal, missing, twice, others);
  }

  private static Instant time(JsonNode value) {
    return value.isNumber()
        ? Instant.EPOCH.plusNanos(value.longValue() * 1000)
        : Instant.parse(value.textValue());
  }

  private static String described(JsonNode session) {
    return described(
        session.path("events").longValue(),
        session.path("purchases").longValue(),
        session.path("revenue").doubleValue());
  }

  /** Prices are quarters of euros, so sums are exact in any order. */
  private static String described(long events, long purchases, double revenue) {
    return events + " events, " + purchases + " purchases, " + revenue;
  }

  /** What was done, by user and start. */
  private Map<String, String> expected() {
    Map<String, String> expected = new TreeMap<>();
    byUser.forEach(
        (user, events) -> {
          if (!late.contains(user)) {
            events.sort((a, b) -> a.at().compareTo(b.at()));
            cut(user, events, expected);
          }
        });
    return expected;
  }

  private void cut(String user, List<Event> events, Map<String, String> into) {
    int from = 0;
    for (int to = 1; to <= events.size(); to++) {
      Instant end = events.get(to - 1).at().plus(GAP);
      if (to == events.size() || !events.get(to).at().isBefore(end)) {
        if (end.isBefore(newest.minus(behind))) {
          put(user, events.subList(from, to), into);
        }
        from = to;
      }
    }
  }

  private static void put(String user, List<Event> session, Map<String, String> into) {
    into.put(
        user + " " + session.get(0).at(),
        described(
            session.size(),
            session.stream().filter(Event::isPurchase).count(),
            session.stream().mapToDouble(Event::price).sum()));
  }
}
