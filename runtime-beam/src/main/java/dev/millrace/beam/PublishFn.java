package dev.millrace.beam;

import dev.millrace.engine.Closing;
import dev.millrace.engine.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Ends a run: all receipts in hand, closes the ledger and publishes. May be tried again. */
final class PublishFn extends DoFn<KV<Integer, Iterable<byte[]>>, String> {
  private static final long serialVersionUID = 1L;

  /** Its output: what was published. */
  static final TupleTag<String> PUBLISHED = new TupleTag<>("published");

  private final Closing closing;
  private final RunEnd end;

  PublishFn(Closing closing, RunEnd end) {
    this.closing = closing;
    this.end = end;
  }

  @ProcessElement
  public void publish(@Element KV<Integer, Iterable<byte[]>> all, OutputReceiver<String> out)
      throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    for (byte[] json : all.getValue()) {
      receipts.add(Receipt.fromJson(json));
    }
    Closing.Closed closed = closing.close(receipts);
    end.publish(closed);
    out.output(end.run());
  }
}
