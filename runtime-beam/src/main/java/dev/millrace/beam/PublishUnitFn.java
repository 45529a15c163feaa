package dev.millrace.beam;

import dev.millrace.engine.Closing;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Receipt;
import dev.millrace.engine.Units;
import dev.millrace.publish.UnitPublication;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final UnitPublication publication;
  private final Units units;

  PublishUnitFn(Closing closing, UnitPublication publication, Units units) {
    this.closing = closing;
    this.publication = publication;
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
    publication.publish(
        units.name(unit),
        closed.parts(),
        closed.manifest().toJson(),
        (before, replaced) ->
            Closing.withUnit(read(before), read(replaced), closed.manifest()).toJson());
    out.output(units.name(unit));
  }

  private static Optional<Manifest> read(Optional<byte[]> json) throws IOException {
    return json.isEmpty() ? Optional.empty() : Optional.of(Manifest.fromJson(json.get()));
  }
}
