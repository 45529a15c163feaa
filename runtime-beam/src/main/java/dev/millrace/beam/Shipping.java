package dev.millrace.beam;

import dev.millrace.engine.Shipment;
import dev.millrace.engine.StagePlan;
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

  private final List<Step.Aggregate> aggregates;
  private final int groups;

  Shipping(StagePlan plan, int groups) {
    this.aggregates = plan.aggregates();
    this.groups = groups;
  }

  List<Step.Aggregate> aggregates() {
    return aggregates;
  }

  /** The outputs beside the receipts. */
  TupleTagList tags() {
    TupleTagList tags = TupleTagList.empty();
    for (Step.Aggregate step : aggregates) {
      tags = tags.and(StageFn.partialsOf(step));
    }
    return tags;
  }

  /** One output of a DoFn, with the window that an element belongs to. */
  interface Outputs {
    <V> void output(TupleTag<V> tag, V value, Instant time, IntervalWindow window);
  }

  /** Sends a shipment into its window; what it stands for is not earlier than the window's end. */
  void send(Shipment shipment, Outputs to) {
    IntervalWindow window = BeamTimes.window(shipment.span());
    if (shipment.target() == Shipment.RECEIPT) {
      to.output(StageFn.RECEIPTS, shipment.payload(), window.maxTimestamp(), window);
    } else {
      to.output(
          StageFn.partialsOf(aggregates.get(shipment.target())),
          KV.of(KeyGroups.key(shipment.group(), groups), shipment.payload()),
          window.maxTimestamp(),
          window);
    }
  }
}
