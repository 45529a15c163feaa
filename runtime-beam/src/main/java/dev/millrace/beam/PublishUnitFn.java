package dev.millrace.beam;

import dev.millrace.engine.Closing;
import dev.millrace.engine.Receipt;
import dev.millrace.engine.Units;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;

/**
 * Ends a unit of a stream: all its receipts in hand, closes its ledger and publishes it. A unit
 * that is made again after a failure takes the place of itself.
 */
final class PublishUnitFn extends DoFn<KV<Integer, Iterable<byte[]>>, String> {
  private static final long serialVersionUID = 1L;

  private final Closing closing;
  private final RunEnd end;
  private final Units units;

  PublishUnitFn(Closing closing, RunEnd end, Units units) {
    this.closing = closing;
    this.end = end;
    this.units = units;
  }

  @ProcessElement
  public void publish(
      @Element KV<Integer, Iterable<byte[]>> all, BoundedWindow window, OutputReceiver<String> out)
      throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    for (byte[] json : all.getValue()) {
      receipts.add(Receipt.fromJson(json));
    }
    for (Receipt receipt : receipts) {
      units.requireSame(receipt.origin().unitMicros(), "publish");
    }
    long unit = units.starting(BeamTimes.span(window));
    Closing.Closed closed = closing.closeUnit(units, unit, receipts);
    end.publish(units.name(unit), closed);
    out.output(units.name(unit));
  }
}
