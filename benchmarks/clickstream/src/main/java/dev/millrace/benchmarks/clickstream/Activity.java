package dev.millrace.benchmarks.clickstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Features of a user as values, once for each unit of time in which the user did something: what is
 * within the last half hour at the end of the unit.
 */
final class Activity extends DoFn<KV<String, Event>, KV<byte[], byte[]>> {
  private static final long serialVersionUID = 1L;
  private static final long TEN_MINUTES = 600_000_000L;
  private static final long HALF_AN_HOUR = 1_800_000_000L;

  private final long unitMillis;

  @StateId("user")
  private final StateSpec<ValueState<String>> userSpec = StateSpecs.value();

  @StateId("facts")
  private final StateSpec<BagState<Event>> factsSpec = StateSpecs.bag(Event.EventCoder.OF);

  /** The unit's end that is waited for, in milliseconds. */
  @StateId("due")
  private final StateSpec<ValueState<Long>> dueSpec = StateSpecs.value(VarLongCoder.of());

  @TimerId("unit")
  private final TimerSpec unitSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  Activity(long unitMillis) {
    this.unitMillis = unitMillis;
  }

  @ProcessElement
  public void take(
      @Element KV<String, Event> event,
      @StateId("user") ValueState<String> user,
      @StateId("facts") BagState<Event> facts,
      @StateId("due") ValueState<Long> due,
      @TimerId("unit") Timer unit) {
    facts.add(event.getValue());
    long end = (Math.floorDiv(event.getValue().micros() / 1000, unitMillis) + 1) * unitMillis;
    Long waiting = due.read();
    if (waiting == null || end < waiting) {
      user.write(event.getKey());
      due.write(end);
      unit.set(Instant.ofEpochMilli(end));
    }
  }

  @OnTimer("unit")
  public void complete(
      OnTimerContext context,
      @StateId("user") ValueState<String> user,
      @StateId("facts") BagState<Event> facts,
      @StateId("due") ValueState<Long> due,
      @TimerId("unit") Timer unit,
      OutputReceiver<KV<byte[], byte[]>> out) {
    Long waiting = due.read();
    if (waiting == null) {
      return;
    }
    long end = waiting * 1000;
    List<Event> kept = new ArrayList<>();
    long next = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    for (Event fact : facts.read()) {
      if (fact.micros() >= end) {
        next = Math.min(next, fact.micros());
      } else {
        newest = Math.max(newest, fact.micros());
      }
      if (fact.micros() > end - HALF_AN_HOUR) {
        kept.add(fact);
      }
    }
    facts.clear();
    kept.forEach(facts::add);
    if (newest > Long.MIN_VALUE) {
      out.output(KV.of(user.read().getBytes(UTF_8), value(kept, end, newest)));
    }
    if (next == Long.MAX_VALUE) {
      due.clear();
    } else {
      long following = (Math.floorDiv(next / 1000, unitMillis) + 1) * unitMillis;
      due.write(following);
      unit.set(Instant.ofEpochMilli(following));
    }
  }

  /** Begins as a state of Millrace does, with the time of the newest fact: lags are told by it. */
  private static byte[] value(List<Event> facts, long end, long newest) {
    long clicks = 0;
    long purchases = 0;
    double revenue = 0;
    String page = "";
    for (Event fact : facts) {
      if (fact.micros() >= end) {
        continue;
      }
      if (fact.kind().equals("CLICK") && fact.micros() > end - TEN_MINUTES) {
        clicks++;
      }
      if (fact.isPurchase()) {
        purchases++;
        revenue += fact.price();
      }
      page = fact.micros() == newest ? fact.page() : page;
    }
    byte[] json =
        ("{\"clicks10m\":"
                + clicks
                + ",\"purchases30m\":"
                + purchases
                + ",\"revenue30m\":"
                + revenue
                + ",\"lastPage\":\""
                + page
                + "\"}")
            .getBytes(UTF_8);
    return ByteBuffer.allocate(10 + json.length)
        .put((byte) 1)
        .put((byte) 8)
        .putLong(newest ^ Long.MIN_VALUE)
        .put(json)
        .array();
  }
}
