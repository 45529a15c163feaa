package dev.millrace.beam;

import dev.millrace.engine.Shipment;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/** Sends what a stream's reader ships to where it belongs. */
final class DealFn extends DoFn<byte[], byte[]> {
  private static final long serialVersionUID = 1L;

  private final Shipping shipping;

  DealFn(Shipping shipping) {
    this.shipping = shipping;
  }

  @ProcessElement
  public void deal(@Element byte[] shipment, MultiOutputReceiver out) {
    shipping.send(Shipment.fromBytes(shipment), outputs(out));
  }

  static Shipping.Outputs outputs(MultiOutputReceiver out) {
    return new Shipping.Outputs() {
      @Override
      public <V> void output(TupleTag<V> tag, V value, Instant time, IntervalWindow window) {
        out.get(tag).outputWindowedValue(value, time, List.of(window), PaneInfo.NO_FIRING);
      }
    };
  }
}
