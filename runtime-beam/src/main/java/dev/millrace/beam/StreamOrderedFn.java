package dev.millrace.beam;

import dev.millrace.engine.Arrivals;
import dev.millrace.engine.OrderedWork;
import dev.millrace.engine.Stage;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.StateLayout;
import dev.millrace.plan.Step;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A grouping without windows: keeps what was packed for a shuffle group until the frontier has
 * passed a time that something in it waits for, then works off everything that is complete, and
 * does everything row-wise behind it.
 *
 * <p>State of a shuffle group, as bytes of the engine's own with a version in front: what arrived
 * since it last worked, and what it keeps, in buckets of keys. Working reads and writes the buckets
 * that something arrived for, and those that wait for a time that has come; it is done at most once
 * in {@code pace} of event time.
 */
final class StreamOrderedFn extends StreamStageFn<byte[]> {
  private static final long serialVersionUID = 1L;

  private final long paceMillis;
  private transient @Nullable StateLayout layout;
  private transient byte[] layoutBytes = new byte[0];

  @StateId("arrived")
  private final StateSpec<BagState<byte[]>> arrivedSpec = StateSpecs.bag(ByteArrayCoder.of());

  @StateId("kept")
  private final StateSpec<MapState<Integer, byte[]>> keptSpec =
      StateSpecs.map(VarIntCoder.of(), ByteArrayCoder.of());

  /** By bucket: the least time that must be complete for something to be done, in microseconds. */
  @StateId("waiting")
  private final StateSpec<MapState<Integer, Long>> waitingSpec =
      StateSpecs.map(VarIntCoder.of(), VarLongCoder.of());

  /** The least of these times, and of those that what arrived waits for. */
  @StateId("due")
  private final StateSpec<ValueState<Long>> dueSpec = StateSpecs.value(VarLongCoder.of());

  /** What the rest is: see {@link StateLayout}. */
  @StateId("layout")
  private final StateSpec<ValueState<byte[]>> layoutSpec = StateSpecs.value(ByteArrayCoder.of());

  @TimerId("complete")
  private final TimerSpec completeSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  /**
   * @param pace least event time between two times that a group works
   */
  StreamOrderedFn(Step.Barrier step, StageSetting setting, Shipping shipping, Duration pace) {
    super(step, setting, shipping);
    this.paceMillis = pace.getMillis();
  }

  @ProcessElement
  public void keep(
      @Element KV<Integer, byte[]> packed,
      @StateId("arrived") BagState<byte[]> arrived,
      @StateId("due") ValueState<Long> due,
      @StateId("layout") ValueState<byte[]> before,
      @TimerId("complete") Timer complete,
      MultiOutputReceiver out)
      throws IOException {
    require(before);
    arrived.add(packed.getValue());
    work(
        out,
        stage -> {
          long least = Arrivals.of(step, stage).count(packed.getValue());
          Long earlier = due.read();
          if (earlier == null || least < earlier) {
            waitFor(least, due, complete);
          }
        });
  }

  @OnTimer("complete")
  public void workOff(
      OnTimerContext context,
      @StateId("arrived") BagState<byte[]> arrived,
      @StateId("kept") MapState<Integer, byte[]> kept,
      @StateId("waiting") MapState<Integer, Long> waiting,
      @StateId("due") ValueState<Long> due,
      @StateId("layout") ValueState<byte[]> earlier,
      @TimerId("complete") Timer complete,
      MultiOutputReceiver out)
      throws IOException {
    require(earlier);
    Instant frontier = complete.getCurrentRelativeTime();
    Instant fired = context.fireTimestamp();
    long before = BeamTimes.micros(frontier.isBefore(fired) ? fired : frontier);
    work(
        out,
        stage -> {
          workOff(stage, before, arrived, kept, waiting);
          waitFor(least(waiting), due, complete);
        });
  }

  /** What was kept must be what this definition keeps; from now on it is. */
  private void require(ValueState<byte[]> state) {
    if (layout == null) {
      layout = StateLayout.of(step, setting.limits().shuffleGroups());
      layoutBytes = layout.toBytes();
    }
    byte @Nullable [] earlier = state.read();
    if (!Arrays.equals(earlier, layoutBytes)) {
      if (earlier != null) {
        layout.require(earlier);
      }
      state.write(layoutBytes);
    }
  }

  private void workOff(
      Stage stage,
      long before,
      BagState<byte[]> arrived,
      MapState<Integer, byte[]> kept,
      MapState<Integer, Long> waiting)
      throws IOException {
    try (OrderedWork work = OrderedWork.of(step, stage, setting.limits())) {
      for (byte[] packed : arrived.read()) {
        work.take(packed);
      }
      BitSet buckets = (BitSet) work.arrived().clone();
      for (Map.Entry<Integer, Long> each : waiting.entries().read()) {
        if (each.getValue() <= before) {
          buckets.set(each.getKey());
        }
      }
      for (int bucket : buckets.stream().toArray()) {
        byte @Nullable [] earlier = kept.get(bucket).read();
        if (earlier != null) {
          work.take(earlier);
        }
      }
      work.advance(before);
      arrived.clear();
      keep(work.kept(), buckets, kept, waiting);
    }
  }

  /** Writes the buckets that were worked on. */
  private static void keep(
      List<OrderedWork.Kept> now,
      BitSet before,
      MapState<Integer, byte[]> kept,
      MapState<Integer, Long> waiting) {
    for (OrderedWork.Kept each : now) {
      kept.put(each.bucket(), each.entries());
      if (each.due() < Long.MAX_VALUE) {
        waiting.put(each.bucket(), each.due());
      } else {
        waiting.remove(each.bucket());
      }
      before.clear(each.bucket());
    }
    for (int empty : before.stream().toArray()) {
      kept.remove(empty);
      waiting.remove(empty);
    }
  }

  private static long least(MapState<Integer, Long> waiting) {
    long least = Long.MAX_VALUE;
    for (long each : waiting.values().read()) {
      least = Math.min(least, each);
    }
    return least;
  }

  /** Nothing is given out that is earlier than the millisecond before the time waited for. */
  private void waitFor(long least, ValueState<Long> due, Timer complete) {
    if (least == Long.MAX_VALUE) {
      due.clear();
      return;
    }
    due.write(least);
    long millis = BeamTimes.complete(least).getMillis();
    long paced = -Math.floorDiv(-millis, paceMillis) * paceMillis;
    complete
        .withOutputTimestamp(BeamTimes.element(least - 1))
        .set(BeamTimes.complete(paced * 1000));
  }

  /** Results are as old as the rows that were waited for. */
  @Override
  @SuppressWarnings("deprecation") // Beam has no other way to say so
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
