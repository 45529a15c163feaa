package dev.millrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.servers.Broker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Orders as a careless world sends them, made from a seed: out of order within the lateness, twice,
 * late, unreadable, against the rules, and one from the year 2099. An order every 10 milliseconds
 * of event time, for each partition in turn.
 */
final class Traffic {
  /** On each message that is a valid order of a possible time: that time, in microseconds. */
  static final String AT = "at";

  /** On messages that only move time on. */
  static final String CLOSING = "closing";

  /**
   * On messages that are too late because they were made so; no other message is, where its
   * partition's frontier goes by orders alone.
   */
  static final String LATE = "late";

  private static final long STEP_MICROS = 10_000;
  private static final int FLUSH = 200;

  /**
   * What is told again is not older than what may be out of order: fewer than a second's orders.
   */
  private static final int REMEMBERED = 50;

  /** How far orders are out of order; what is told again may be a second more. */
  private static final Duration DISORDER = Orders.LATENESS.multipliedBy(4).dividedBy(5);

  /** Each partition has a frontier behind so many orders. */
  private static final int FIRST_LATE = 300;

  private static final int FROM_THE_FUTURE = 777;

  /** How many orders it takes until nobody hears of a guest any more. */
  private static final int STAY = 2_500;

  private final Broker broker;
  private final String topic;
  private final int partitions;
  private final Instant start;
  private final Random random;
  private final List<Message> recent = new ArrayList<>();
  private boolean hasGuests;
  private long made;

  private record Message(String key, String value, @Nullable Instant at, boolean isLate) {
    Message(String key, String value, @Nullable Instant at) {
      this(key, value, at, false);
    }
  }

  /**
   * @param partitions that are sent to; the topic may have more
   * @param start the time of the first order
   */
  Traffic(Broker broker, String topic, int partitions, Instant start, long seed) {
    this.broker = broker;
    this.topic = topic;
    this.partitions = partitions;
    this.start = start;
    this.random = new Random(seed);
  }

  /** From now on some customers buy for half a minute and never again. */
  void haveGuests() {
    hasGuests = true;
  }

  /** The time that has been reached: orders come with times up to it. */
  Instant reached() {
    return start.plus(made * STEP_MICROS, ChronoUnit.MICROS);
  }

  /** Sends orders up to a time, but no more than are sent in one go. */
  void sendTo(Instant until) {
    for (int i = 0; i < FLUSH && reached().isBefore(until); i++) {
      Message message = next(reached());
      send((int) (made % partitions), message, false);
      made++;
    }
    broker.flush();
  }

  /**
   * Sends one more order to each partition, and then what moves time far enough on for everything
   * before it to be published.
   *
   * @param at the time of the last orders
   */
  void end(Instant at) {
    for (int partition = 0; partition < partitions; partition++) {
      send(partition, order("last-" + partition, "last", at, 1, "the last"), false);
    }
    for (int partition = 0; partition < partitions; partition++) {
      Instant later = at.plusSeconds(60);
      send(partition, order("closing-" + partition, "closing", later, 1, "the end"), true);
    }
    broker.flush();
  }

  private void send(int partition, Message message, boolean isClosing) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, partition, message.key().getBytes(UTF_8), message.value().getBytes(UTF_8));
    if (message.at() != null) {
      record.headers().add(AT, ByteBuffer.allocate(8).putLong(micros(message.at())).array());
    }
    if (message.isLate()) {
      record.headers().add(LATE, new byte[0]);
    }
    if (isClosing) {
      record.headers().add(CLOSING, new byte[0]);
    }
    broker.send(record);
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private Message next(Instant now) {
    String id = "o" + made;
    String regular = "c" + random.nextInt(20);
    String customer = hasGuests && made % 32 == 0 ? "guest" + made / STAY : regular;
    if (made == FROM_THE_FUTURE) {
      return untimed(order(id, customer, Instant.parse("2099-12-31T23:59:59Z"), 1, "2099"));
    }
    return switch (random.nextInt(100)) {
      case 0 -> new Message(customer, "no order, but " + made, null);
      case 1 -> new Message(customer, "{\"id\":\"" + id + "\",\"at\":\"yesterday\"", null);
      case 2 -> untimed(order(id, customer, now, -1, "against the rules"));
      case 3 -> made < FIRST_LATE ? good(id, customer, now) : late(id, customer, now);
      case 4, 5, 6 -> recent.isEmpty() ? good(id, customer, now) : again();
      case 7 -> recent.isEmpty() ? good(id, customer, now) : changed(now);
      default -> good(id, customer, now);
    };
  }

  private Message good(String id, String customer, Instant now) {
    // Out of order, but never later than the lateness allows.
    long disorder = random.nextInt((int) DISORDER.toMillis());
    Message good =
        order(id, customer, now.minusMillis(disorder), random.nextInt(100_000) / 128.0, "n" + made);
    recent.add(good);
    if (recent.size() > REMEMBERED) {
      recent.remove(0);
    }
    return good;
  }

  /**
   * Too late however much the orders before it were out of order, even if its partition had none
   * that counted for two seconds.
   */
  private Message late(String id, String customer, Instant now) {
    Duration by =
        Orders.LATENESS.plus(DISORDER).plusMillis(2_000).plusMillis(random.nextInt(20_000));
    Message late = order(id, customer, now.minus(by), random.nextInt(99), "late");
    return new Message(late.key(), late.value(), late.at(), true);
  }

  /** The very same message. */
  private Message again() {
    return recent.get(random.nextInt(recent.size()));
  }

  /** An order that was told of before, told of again with another content. */
  private Message changed(Instant now) {
    Message before = again();
    String id = before.value().replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    return order(id, before.key(), now, 1, "changed");
  }

  private static Message untimed(Message message) {
    return new Message(message.key(), message.value(), null);
  }

  private static Message order(String id, String customer, Instant at, double amount, String note) {
    String value =
        "{\"id\":\"%s\",\"customer\":\"%s\",\"at\":\"%s\",\"amount\":%s,\"pieces\":%d,\"note\":\"%s\"}"
            .formatted(id, customer, at, amount, 1 + Math.floorMod(id.hashCode(), 12), note);
    return new Message(customer, value, at);
  }
}
