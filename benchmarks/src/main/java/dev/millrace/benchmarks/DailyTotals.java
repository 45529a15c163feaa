package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.SetCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine;

/**
 * Revenue, lines and distinct customers of a country on a day, while they are being summed.
 *
 * <p>Revenue is a plain sum of doubles, as such code usually has it: its last digits depend on the
 * order of additions. (Millrace's sum is exact.)
 */
final class DailyTotals {
  private double revenue;
  private long lines;
  private final Set<String> customers;

  DailyTotals() {
    this(0, 0, new HashSet<>());
  }

  private DailyTotals(double revenue, long lines, Set<String> customers) {
    this.revenue = revenue;
    this.lines = lines;
    this.customers = customers;
  }

  /** Whose totals they are. */
  record CountryDay(String country, LocalDate day) {
    static CountryDay of(InvoiceLine line) {
      return new CountryDay(line.country(), line.day());
    }
  }

  DailyTotals add(InvoiceLine line) {
    revenue += line.amount();
    lines++;
    if (line.customerId() != null) {
      customers.add(line.customerId());
    }
    return this;
  }

  DailyTotals addAll(DailyTotals other) {
    revenue += other.revenue;
    lines += other.lines;
    customers.addAll(other.customers);
    return this;
  }

  String csv(CountryDay key) {
    return key.country + "," + key.day + "," + revenue + "," + lines + "," + customers.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DailyTotals that
        && Double.compare(revenue, that.revenue) == 0
        && lines == that.lines
        && customers.equals(that.customers);
  }

  @Override
  public int hashCode() {
    return Double.hashCode(revenue) * 31 + Long.hashCode(lines) * 31 + customers.hashCode();
  }

  @SuppressWarnings("serial")
  static final class OfLines extends Combine.CombineFn<InvoiceLine, DailyTotals, DailyTotals> {
    @Override
    public DailyTotals createAccumulator() {
      return new DailyTotals();
    }

    @Override
    public DailyTotals addInput(DailyTotals totals, InvoiceLine line) {
      return totals.add(line);
    }

    @Override
    public DailyTotals mergeAccumulators(Iterable<DailyTotals> parts) {
      return merged(parts);
    }

    @Override
    public DailyTotals extractOutput(DailyTotals totals) {
      return totals;
    }

    @Override
    public Coder<DailyTotals> getAccumulatorCoder(CoderRegistry registry, Coder<InvoiceLine> line) {
      return new TotalsCoder();
    }

    @Override
    public Coder<DailyTotals> getDefaultOutputCoder(
        CoderRegistry registry, Coder<InvoiceLine> line) {
      return new TotalsCoder();
    }
  }

  static DailyTotals merged(Iterable<DailyTotals> parts) {
    DailyTotals all = new DailyTotals();
    parts.forEach(all::addAll);
    return all;
  }

  @SuppressWarnings("serial")
  static final class KeyCoder extends AtomicCoder<CountryDay> {
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
    private static final VarIntCoder INT = VarIntCoder.of();

    @Override
    public void encode(CountryDay key, OutputStream out) throws IOException {
      TEXT.encode(key.country, out);
      INT.encode((int) key.day.toEpochDay(), out);
    }

    @Override
    public CountryDay decode(InputStream in) throws IOException {
      return new CountryDay(TEXT.decode(in), LocalDate.ofEpochDay(INT.decode(in)));
    }
  }

  @SuppressWarnings("serial")
  static final class TotalsCoder extends AtomicCoder<DailyTotals> {
    private static final DoubleCoder DOUBLE = DoubleCoder.of();
    private static final VarLongCoder LONG = VarLongCoder.of();
    private static final SetCoder<String> TEXTS = SetCoder.of(StringUtf8Coder.of());

    @Override
    public void encode(DailyTotals totals, OutputStream out) throws IOException {
      DOUBLE.encode(totals.revenue, out);
      LONG.encode(totals.lines, out);
      TEXTS.encode(totals.customers, out);
    }

    @Override
    public DailyTotals decode(InputStream in) throws IOException {
      return new DailyTotals(DOUBLE.decode(in), LONG.decode(in), new HashSet<>(TEXTS.decode(in)));
    }
  }
}
