package dev.millrace.benchmarks.sales;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** A sale in few bytes. */
final class SaleCoder extends AtomicCoder<Sale> {
  private static final long serialVersionUID = 1L;
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  @Override
  public void encode(Sale sale, OutputStream out) throws IOException {
    TEXT.encode(sale.customer, out);
    VarInt.encode(sale.atMillis, out);
    TEXT.encode(sale.country, out);
    TEXT.encode(sale.product, out);
    VarInt.encode(sale.quantity, out);
    new DataOutputStream(out).writeDouble(sale.amount);
  }

  @Override
  public Sale decode(InputStream in) throws IOException {
    Sale sale = new Sale();
    sale.customer = TEXT.decode(in);
    sale.atMillis = VarInt.decodeLong(in);
    sale.country = TEXT.decode(in);
    sale.product = TEXT.decode(in);
    sale.quantity = VarInt.decodeInt(in);
    sale.amount = new DataInputStream(in).readDouble();
    return sale;
  }
}
