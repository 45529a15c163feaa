package dev.millrace.beam;

import dev.millrace.engine.RunCode;
import dev.millrace.engine.Shipment;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.StepFailedException;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/** Where the shipments of a stream's stage go: receipts, and partial aggregates by aggregation. */
final class Shipping implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Step.Barrier> barriers;
  private final int groups;
  private final boolean dropsUnclaimed;
  private final StepCounters counters;

  /**
   * @param dropsUnclaimed whether what was packed for a barrier that is there no longer is dropped:
   *     only if the user has said so
   */
  Shipping(StageSetting setting, int groups, boolean dropsUnclaimed) {
    this.barriers = setting.plan().barriers();
    this.groups = groups;
    this.dropsUnclaimed = dropsUnclaimed;
    this.counters = new StepCounters(setting);
  }

  List<Step.Barrier> barriers() {
    return barriers;
  }

  /** The outputs beside the receipts. */
  TupleTagList tags() {
    TupleTagList tags = TupleTagList.empty();
    for (Step.Barrier step : barriers) {
      tags = tags.and(StageFn.partialsOf(step));
    }
    return tags;
  }

  /** One output of a DoFn, with the window that an element belongs to. */
  interface Outputs {
    <V> void output(TupleTag<V> tag, V value, Instant time, IntervalWindow window);
  }

  /**
   * Sends a shipment into its window; what it stands for is not earlier than the window's end, or,
   * where the grouping has no windows, than the start of its span.
   */
  void send(Shipment shipment, Outputs to) {
    if (shipment.target().equals(Shipment.RECEIPT)) {
      counters.add(shipment.payload());
      IntervalWindow window = BeamTimes.window(shipment.span());
      to.output(StageFn.RECEIPTS, shipment.payload(), window.maxTimestamp(), window);
      return;
    }
    Optional<Step.Barrier> target =
        barriers.stream().filter(step -> step.name().equals(shipment.target())).findFirst();
    if (target.isPresent()) {
      send(target.get(), shipment, to);
    } else if (!dropsUnclaimed) {
      throw unclaimed(shipment.target());
    }
  }

  private void send(Step.Barrier step, Shipment shipment, Outputs to) {
    KV<Integer, byte[]> packed = KV.of(KeyGroups.key(shipment.group(), groups), shipment.payload());
    if (step.isOrdered()) {
      Instant time = BeamTimes.element(shipment.span().startMillis() * 1000);
      to.output(StageFn.partialsOf(step), packed, time, BeamTimes.ALWAYS);
    } else {
      IntervalWindow window = BeamTimes.window(shipment.span());
      to.output(StageFn.partialsOf(step), packed, window.maxTimestamp(), window);
    }
  }

  private static StepFailedException unclaimed(String step) {
    return new StepFailedException(
        new Problem(
            RunCode.STATE_REFUSED,
            step,
            "The savepoint holds what was packed for it, and the definition has no such step",
            "it would be lost in silence",
            "go on with the definition that wrote it, or say that it may be lost:"
                + " -- --allowNonRestoredState=true"));
  }
}
