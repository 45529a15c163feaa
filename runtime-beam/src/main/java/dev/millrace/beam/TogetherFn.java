package dev.millrace.beam;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Gives all receipts one key, so that one publisher gets them. With an output of a name of its own,
 * runners show the step by the name it is given, and no name of Beam's.
 */
final class TogetherFn extends DoFn<byte[], KV<Integer, byte[]>> {
  private static final long serialVersionUID = 1L;

  static final TupleTag<KV<Integer, byte[]>> ALL = new TupleTag<>("all");

  @ProcessElement
  public void add(@Element byte[] receipt, OutputReceiver<KV<Integer, byte[]>> out) {
    out.output(KV.of(0, receipt));
  }
}
