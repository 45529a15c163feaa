package dev.millrace.examples.clickstream.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

  /** What the job may be behind the newest event: its lateness, and what is out of order. */
  private static final Duration BEHIND = Duration.ofMinutes(5);

  private record Event(Instant at, boolean isPurchase, double price) {}

  private final Map<String, List<Event>> byUser = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> late = new HashSet<>();
  private Instant newest = Instant.EPOCH;

  /** Takes a message in the order of sending. */
  void add(Visitors.Message message) {
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
  String compare(List<JsonNode> sessions) throws IOException {
    Map<String, String> expected = expected();
    Map<String, String> found = new TreeMap<>();
    int twice = 0;
    int others = 0;
    for (JsonNode each : sessions) {
      Instant start = time(each.path("start"));
      String session = each.path("userId").textValue() + " " + start;
      if (late.contains(each.path("userId").textValue())) {
        others++;
      } else if (found.put(session, described(each)) != null) {
        twice++;
      }
    }
    long equal = expected.entrySet().stream().filter(found.entrySet()::contains).count();
    long missing = expected.keySet().stream().filter(each -> !found.containsKey(each)).count();
    return String.format(
        Locale.ROOT,
        "%d sessions were over: %d equal, %d missing, %d different, %d written twice;"
            + " %d of users with late events not compared",
        expected.size(),
        equal,
        missing,
        expected.size() - equal - missing,
        twice,
        others);
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
        if (end.isBefore(newest.minus(BEHIND))) {
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
