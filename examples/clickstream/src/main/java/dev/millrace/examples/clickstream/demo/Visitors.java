package dev.millrace.examples.clickstream.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Invents what visitors do, and the dirt that comes with it. The same seed and start give the same
 * messages. Not thread-safe.
 *
 * <p>Of a thousand messages about 5 are cut short, 4 name no user, 4 have a negative price, 10 are
 * sent twice, 3 come ten minutes late, and 50 come out of order by less than a minute.
 */
final class Visitors {
  /** A visitor does something about every 24 seconds, and is there for a tenth of the time. */
  private static final Duration BETWEEN = Duration.ofSeconds(24);

  private static final int PART_OF_TIME = 10;
  private static final List<String> PAGES =
      List.of("/", "/search", "/basket", "/help", "/p/lamp", "/p/chair", "/p/desk-2", "/p/shelf");

  /**
   * A message as it goes to the topic; its key is the user, so that a user's events stay in order.
   */
  record Message(String key, String value) {}

  /** A message that is sent again. */
  private record Repeated(long due, Message message) {}

  private final Random random;
  private final Instant start;
  private final Duration step;
  private final int[] users;
  private final int[] left;
  private final Deque<Repeated> again = new ArrayDeque<>();
  private long number;

  /**
   * @param start event time of the first event
   * @param step event time between two events: the shorter, the more visitors there are
   */
  Visitors(long seed, Instant start, Duration step) {
    this.random = new Random(seed);
    this.start = start;
    this.step = step;
    int atOnce = (int) Math.max(20, BETWEEN.dividedBy(step));
    this.users = new int[atOnce];
    this.left = new int[atOnce];
  }

  /**
   * Those whose time ends at a moment, and goes by faster than ours until then.
   *
   * @param end of the time of both
   * @param seed of what they do
   * @param rate messages in a second of ours
   * @param speed seconds of theirs in a second of ours
   * @param seconds of ours
   */
  static Visitors until(Instant end, long seed, double rate, double speed, int seconds) {
    Instant start =
        end.minusMillis(Math.round(1000 * speed * seconds)).truncatedTo(ChronoUnit.MILLIS);
    return new Visitors(seed, start, Duration.ofNanos(Math.round(1e9 * speed / rate)));
  }

  /** The event time that the visitors have reached. */
  Instant now() {
    return start.plus(step.multipliedBy(number));
  }

  /** Some who are there. */
  List<String> present(int count) {
    return Arrays.stream(users).limit(count).mapToObj(user -> "u" + user).toList();
  }

  Message next() {
    number++;
    if (!again.isEmpty() && again.element().due() <= number) {
      return again.remove().message();
    }
    int chance = random.nextInt(1000);
    Message message = message(chance);
    if (chance >= 500 && chance < 510) {
      again.add(new Repeated(number + 50, message));
    }
    return message;
  }

  private Message message(int chance) {
    int place = random.nextInt(users.length);
    if (left[place]-- == 0) {
      users[place] = random.nextInt(PART_OF_TIME * users.length);
      left[place] = 5 + random.nextInt(30);
    }
    String user = "u" + users[place];
    Instant at = now();
    if (chance < 50) {
      at = at.minusMillis(random.nextInt(60_000));
    } else if (chance < 53) {
      at = at.minus(Duration.ofMinutes(10));
    }
    boolean isNegative = chance >= 60 && chance < 64;
    String value = json(user, at, isNegative, chance >= 70 && chance < 74);
    return new Message(user, chance >= 80 && chance < 85 ? value.substring(0, 30) : value);
  }

  private String json(String user, Instant at, boolean isNegative, boolean isNobody) {
    int what = random.nextInt(20);
    String kind = isNegative || what == 0 ? "PURCHASE" : what < 8 ? "CLICK" : "VIEW";
    String price =
        kind.equals("PURCHASE")
            ? String.format(
                Locale.ROOT, ",\"price\":%s%d.%d", isNegative ? "-" : "", random.nextInt(300), 25)
            : "";
    return "{\"eventId\":\"e"
        + number
        + (isNobody ? "\"" : "\",\"userId\":\"" + user + "\"")
        + ",\"kind\":\""
        + kind
        + "\",\"page\":\""
        + PAGES.get(random.nextInt(PAGES.size()))
        + "\""
        + price
        + ",\"at\":\""
        + at
        + "\"}";
  }
}
