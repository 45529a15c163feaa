package dev.millrace.benchmarks.sales;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** A sum and a count in few bytes. */
final class SumCountCoder extends AtomicCoder<SumCount> {
  private static final long serialVersionUID = 1L;
  static final KvCoder<String, SumCount> KEYED =
      KvCoder.of(StringUtf8Coder.of(), new SumCountCoder());

  @Override
  public void encode(SumCount total, OutputStream out) throws IOException {
    new DataOutputStream(out).writeDouble(total.sum);
    VarInt.encode(total.count, out);
  }

  @Override
  public SumCount decode(InputStream in) throws IOException {
    SumCount total = new SumCount();
    total.sum = new DataInputStream(in).readDouble();
    total.count = VarInt.decodeLong(in);
    return total;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
