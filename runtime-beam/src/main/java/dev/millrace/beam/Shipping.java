package dev.millrace.beam;

import dev.millrace.engine.Shipment;
import dev.millrace.engine.StageSetting;
import dev.millrace.plan.Step;
import java.io.Serializable;
import java.util.List;
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
  private final StepCounters counters;

  Shipping(StageSetting setting, int groups) {
    this.barriers = setting.plan().barriers();
    this.groups = groups;
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
    if (shipment.target() == Shipment.RECEIPT) {
      counters.add(shipment.payload());
      IntervalWindow window = BeamTimes.window(shipment.span());
      to.output(StageFn.RECEIPTS, shipment.payload(), window.maxTimestamp(), window);
      return;
    }
    Step.Barrier step = barriers.get(shipment.target());
    KV<Integer, byte[]> packed = KV.of(KeyGroups.key(shipment.group(), groups), shipment.payload());
    if (step.isOrdered()) {
      Instant time = BeamTimes.element(shipment.span().startMillis() * 1000);
      to.output(StageFn.partialsOf(step), packed, time, BeamTimes.ALWAYS);
    } else {
      IntervalWindow window = BeamTimes.window(shipment.span());
      to.output(StageFn.partialsOf(step), packed, window.maxTimestamp(), window);
    }
  }
}
