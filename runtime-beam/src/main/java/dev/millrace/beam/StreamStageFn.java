package dev.millrace.beam;

import dev.millrace.engine.Shipment;
import dev.millrace.engine.Stage;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.TimeSpan;
import dev.millrace.plan.Step;
import java.io.IOException;
import java.time.Clock;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a stream behind a shuffle as a DoFn. One stage works for a whole bundle, so that what
 * becomes complete together is written together.
 */
abstract class StreamStageFn<V> extends DoFn<KV<Integer, V>, byte[]> {
  private static final long serialVersionUID = 1L;

  final Step.Barrier step;
  final StageSetting setting;
  private final Shipping shipping;
  private transient @Nullable Stage stage;
  private transient Shipping.@Nullable Outputs outputs;

  StreamStageFn(Step.Barrier step, StageSetting setting, Shipping shipping) {
    this.step = step;
    this.setting = setting;
    this.shipping = shipping;
  }

  /** What is done with the stage of the bundle. */
  interface Work {
    void with(Stage stage) throws IOException;
  }

  final void work(MultiOutputReceiver out, Work work) throws IOException {
    if (stage == null) {
      stage = Stage.of(setting, step.name(), this::ship, Clock.systemUTC());
    }
    outputs = DealFn.outputs(out);
    work.with(stage);
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
          public <O> void output(TupleTag<O> tag, O value, Instant time, IntervalWindow window) {
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

  private void ship(Step.Barrier to, int group, TimeSpan span, byte[] packed) {
    send(new Shipment(to.name(), span, group, packed));
  }

  private void send(Shipment shipment) {
    if (outputs == null) {
      throw new IllegalStateException("a stage ships only while it works");
    }
    shipping.send(shipment, outputs);
  }
}
