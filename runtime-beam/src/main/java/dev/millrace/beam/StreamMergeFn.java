package dev.millrace.beam;

import dev.millrace.engine.GroupMerge;
import dev.millrace.engine.Shipment;
import dev.millrace.engine.Stage;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.TimeSpan;
import dev.millrace.plan.Step;
import java.io.IOException;
import java.time.Clock;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Merges the partial aggregates of a shuffle group and a window that has closed, and does
 * everything row-wise behind the aggregation. One stage works for a whole bundle, so that the
 * windows that close together are written together.
 */
final class StreamMergeFn extends DoFn<KV<Integer, Iterable<byte[]>>, byte[]> {
  private static final long serialVersionUID = 1L;

  private final Step.Aggregate step;
  private final StageSetting setting;
  private final Shipping shipping;
  private transient @Nullable Stage stage;
  private transient Shipping.@Nullable Outputs outputs;

  StreamMergeFn(Step.Aggregate step, StageSetting setting, Shipping shipping) {
    this.step = step;
    this.setting = setting;
    this.shipping = shipping;
  }

  @ProcessElement
  public void merge(
      @Element KV<Integer, Iterable<byte[]>> group, BoundedWindow window, MultiOutputReceiver out)
      throws IOException {
    if (stage == null) {
      stage = Stage.of(setting, step.name(), this::ship, Clock.systemUTC());
    }
    outputs = DealFn.outputs(out);
    try (GroupMerge merge = new GroupMerge(step, stage, BeamTimes.span(window), setting.limits())) {
      for (byte[] packed : group.getValue()) {
        merge.add(packed);
      }
      merge.finish();
    }
    outputs = null;
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws IOException {
    if (stage == null) {
      return;
    }
    outputs =
        new Shipping.Outputs() {
          @Override
          public <V> void output(TupleTag<V> tag, V value, Instant time, IntervalWindow window) {
            context.output(tag, value, time, window);
          }
        };
    try (Stage ending = stage) {
      ending.finish((unit, receipt) -> send(Shipment.receipt(setting.units(), unit, receipt)));
    }
    stage = null;
    outputs = null;
  }

  /** The bundle failed half way, or the worker ends. */
  @Teardown
  public void abandon() throws IOException {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }

  private void ship(Step.Aggregate to, int group, TimeSpan span, byte[] packed) {
    send(new Shipment(shipping.aggregates().indexOf(to), span, group, packed));
  }

  private void send(Shipment shipment) {
    if (outputs == null) {
      throw new IllegalStateException("a stage ships only while it works");
    }
    shipping.send(shipment, outputs);
  }
}
