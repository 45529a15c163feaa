package dev.millrace.beam;

import dev.millrace.engine.OrderedGroup;
import dev.millrace.engine.Stage;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.StateCells;
import dev.millrace.engine.Turns;
import dev.millrace.plan.Step;
import java.io.IOException;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A grouping without windows: keeps what was packed for a shuffle group until the frontier has
 * passed a time that something in it waits for, then works off everything that is complete, and
 * does everything row-wise behind it, at most once in {@code pace} of event time. What is kept, and
 * how, is the matter of {@link OrderedGroup}.
 */
final class StreamOrderedFn extends StreamStageFn<byte[]> {
  private static final long serialVersionUID = 1L;

  private final long paceMicros;

  @StateId("waiting")
  private final StateSpec<MapState<Long, byte[]>> waitingSpec =
      StateSpecs.map(VarLongCoder.of(), ByteArrayCoder.of());

  @StateId("kept")
  private final StateSpec<MapState<Long, byte[]>> keptSpec =
      StateSpecs.map(VarLongCoder.of(), ByteArrayCoder.of());

  @TimerId("complete")
  private final TimerSpec completeSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  /** Cells in the state of a runner. */
  private record Cells(MapState<Long, byte[]> state) implements StateCells {
    @Override
    public byte @Nullable [] get(long cell) {
      return state.get(cell).read();
    }

    @Override
    public void put(long cell, byte[] bytes) {
      state.put(cell, bytes);
    }

    @Override
    public void remove(long cell) {
      state.remove(cell);
    }
  }

  /**
   * @param pace least event time between two times that a group works
   */
  StreamOrderedFn(Step.Barrier step, StageSetting setting, Shipping shipping, Duration pace) {
    super(step, setting, shipping);
    this.paceMicros = pace.getMillis() * 1000;
  }

  @ProcessElement
  public void keep(
      @Element KV<Integer, byte[]> packed,
      @StateId("waiting") MapState<Long, byte[]> waiting,
      @StateId("kept") MapState<Long, byte[]> kept,
      @TimerId("complete") Timer complete,
      MultiOutputReceiver out)
      throws IOException {
    work(
        out,
        stage -> {
          Turns turns = turns(packed.getKey());
          OrderedGroup group = group(stage, turns, waiting, kept);
          if (group.arrive(packed.getValue())) {
            waitFor(group.due(), turns, complete);
          }
        });
  }

  @OnTimer("complete")
  public void workOff(
      OnTimerContext context,
      @Key Integer number,
      @StateId("waiting") MapState<Long, byte[]> waiting,
      @StateId("kept") MapState<Long, byte[]> kept,
      @TimerId("complete") Timer complete,
      MultiOutputReceiver out)
      throws IOException {
    Instant frontier = complete.getCurrentRelativeTime();
    Instant fired = context.fireTimestamp();
    long before = BeamTimes.micros(frontier.isBefore(fired) ? fired : frontier);
    work(
        out,
        stage -> {
          Turns turns = turns(number);
          OrderedGroup group = group(stage, turns, waiting, kept);
          group.workOff(before);
          waitFor(group.due(), turns, complete);
        });
  }

  private Turns turns(int group) {
    return Turns.of(group, setting.limits().shuffleGroups(), paceMicros);
  }

  private OrderedGroup group(
      Stage stage, Turns turns, MapState<Long, byte[]> waiting, MapState<Long, byte[]> kept) {
    return new OrderedGroup(
        step, stage, setting.limits(), turns, new Cells(waiting), new Cells(kept));
  }

  /** Nothing is given out that is earlier than the millisecond before the time waited for. */
  private void waitFor(long least, Turns turns, Timer complete) {
    if (least == Long.MAX_VALUE) {
      return;
    }
    complete
        .withOutputTimestamp(BeamTimes.element(least - 1))
        .set(BeamTimes.complete(turns.from(least)));
  }

  /** Results are as old as the rows that were waited for. */
  @Override
  @SuppressWarnings("deprecation") // Beam has no other way to say so
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
