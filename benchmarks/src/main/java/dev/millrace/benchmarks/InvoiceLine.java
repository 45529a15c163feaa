package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.jspecify.annotations.Nullable;

/** A parsed invoice line. {@code amount} is quantity times unit price. */
record InvoiceLine(
    String invoiceNo,
    String stockCode,
    @Nullable String description,
    int quantity,
    Instant invoicedAt,
    double unitPrice,
    double amount,
    @Nullable String customerId,
    String country) {
  static final ZoneId LONDON = ZoneId.of("Europe/London");

  LocalDate day() {
    return LocalDate.ofInstant(invoicedAt, LONDON);
  }

  /** Written by hand: several times cheaper than Beam's schema coders for the same fields. */
  @SuppressWarnings("serial")
  static final class LineCoder extends AtomicCoder<InvoiceLine> {
    private static final Coder<String> TEXT = StringUtf8Coder.of();
    private static final Coder<@Nullable String> OPTIONAL_TEXT = NullableCoder.of(TEXT);
    private static final Coder<Integer> INT = VarIntCoder.of();
    private static final Coder<Long> LONG = BigEndianLongCoder.of();
    private static final Coder<Double> DOUBLE = DoubleCoder.of();

    @Override
    public void encode(InvoiceLine line, OutputStream out) throws IOException {
      TEXT.encode(line.invoiceNo, out);
      TEXT.encode(line.stockCode, out);
      OPTIONAL_TEXT.encode(line.description, out);
      INT.encode(line.quantity, out);
      LONG.encode(line.invoicedAt.getEpochSecond(), out);
      DOUBLE.encode(line.unitPrice, out);
      DOUBLE.encode(line.amount, out);
      OPTIONAL_TEXT.encode(line.customerId, out);
      TEXT.encode(line.country, out);
    }

    @Override
    public InvoiceLine decode(InputStream in) throws IOException {
      return new InvoiceLine(
          TEXT.decode(in),
          TEXT.decode(in),
          OPTIONAL_TEXT.decode(in),
          INT.decode(in),
          Instant.ofEpochSecond(LONG.decode(in)),
          DOUBLE.decode(in),
          DOUBLE.decode(in),
          OPTIONAL_TEXT.decode(in),
          TEXT.decode(in));
    }
  }
}
