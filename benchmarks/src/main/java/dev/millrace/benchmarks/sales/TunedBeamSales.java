package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.BeamRun;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Beam by one who knows it well: whole files are read by hand, elements have a compact coder, sums
 * are folded in each bundle before the shuffle, and the runner's options are set.
 *
 * @param fused whether everything up to the shuffle is one function, with many customers to a group
 *     in the shuffle: what Millrace does, by hand. Else the steps are separate transforms, as one
 *     keeps them to name, count and test them, and customers are the keys
 */
@SuppressWarnings("serial")
public record TunedBeamSales(SalesJob job, Mode mode, boolean fused) implements Program {
  /** Groups of the fused form's shuffle. */
  private static final int SHARES = 16;

  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    Pipeline pipeline = Pipeline.create(mode.tunedOptions());
    if (!job.isWindowed()) {
      each(pipeline, input);
    } else {
      if (fused) {
        mergeShares(foldFused(pipeline, input));
      } else {
        totals(fold(pipeline, input));
      }
    }
    return BeamRun.toTheEnd(pipeline);
  }

  private void each(Pipeline pipeline, Path input) throws IOException {
    if (fused && !mode.isStream()) {
      files(pipeline, input).apply("Read to sink", ParDo.of(new ReadToSink()));
    } else {
      sales(pipeline, input).apply("Sink", ParDo.of(new SaleSink()));
    }
  }

  private PCollection<Sale> sales(Pipeline pipeline, Path input) throws IOException {
    return mode.isStream()
        ? pipeline.apply("Read", Read.from(SaleSource.of(input)))
        : files(pipeline, input).apply("Read", ParDo.of(new ReadSales())).setCoder(new SaleCoder());
  }

  private static PCollection<FileIO.ReadableFile> files(Pipeline pipeline, Path input) {
    return pipeline
        .apply("Files", FileIO.match().filepattern(input.resolve("*.csv").toString()))
        .apply("Open", FileIO.readMatches());
  }

  private PCollection<KV<Integer, KV<String, SumCount>>> foldFused(Pipeline pipeline, Path input)
      throws IOException {
    return mode.isStream()
        ? sales(pipeline, input).apply("Valid, fold", ParDo.of(new FoldValid(job)))
        : files(pipeline, input).apply("Read, fold", ParDo.of(new ReadAndFold(job)));
  }

  private PCollection<KV<String, SumCount>> fold(Pipeline pipeline, Path input) throws IOException {
    PCollection<Sale> valid =
        sales(pipeline, input).apply("Valid", ParDo.of(new Valid())).setCoder(new SaleCoder());
    if (job.discounts()) {
      valid = valid.apply("Discount", ParDo.of(new Discount())).setCoder(new SaleCoder());
    }
    SalesJob rest = new SalesJob(job.windowMillis(), false);
    return valid.apply("Fold", ParDo.of(new FoldBundle(rest)));
  }

  /** Windows are given to the few partial sums, not to each sale. */
  private void totals(PCollection<KV<String, SumCount>> parts) {
    parts
        .setCoder(SumCountCoder.KEYED)
        .apply("Window", Window.into(FixedWindows.of(Duration.millis(job.windowMillis()))))
        .apply("Totals", Combine.perKey(new Merge()))
        .apply("Sink", ParDo.of(new TotalsSink()));
  }

  /** Many customers to a group: what a runner does for each group is done a few times only. */
  private void mergeShares(PCollection<KV<Integer, KV<String, SumCount>>> parts) {
    parts
        .setCoder(KvCoder.of(VarIntCoder.of(), SumCountCoder.KEYED))
        .apply("Window", Window.into(FixedWindows.of(Duration.millis(job.windowMillis()))))
        .apply("Shares", GroupByKey.create())
        .apply("Totals to sink", ParDo.of(new MergeShare()));
  }

  private static SaleReader open(FileIO.ReadableFile file) throws IOException {
    InputStream in = Channels.newInputStream(file.open());
    return SaleReader.over(in);
  }

  private static final class ReadSales extends DoFn<FileIO.ReadableFile, Sale> {
    @ProcessElement
    public void process(@Element FileIO.ReadableFile file, OutputReceiver<Sale> out)
        throws IOException {
      try (SaleReader sales = open(file)) {
        while (sales.next()) {
          out.output(sales.sale());
        }
      }
    }
  }

  private static final class ReadToSink extends DoFn<FileIO.ReadableFile, Void> {
    @ProcessElement
    public void process(@Element FileIO.ReadableFile file) throws IOException {
      try (SaleReader sales = open(file)) {
        while (sales.next()) {
          AnswerSum.shared().row(sales.sale().rowHash());
        }
      }
    }
  }

  private static final class Valid extends DoFn<Sale, Sale> {
    @ProcessElement
    public void process(@Element Sale sale, OutputReceiver<Sale> out) {
      if (sale.isValid()) {
        out.output(sale);
      }
    }
  }

  private static final class Discount extends DoFn<Sale, Sale> {
    @ProcessElement
    public void process(@Element Sale sale, OutputReceiver<Sale> out) {
      Sale discounted = new Sale();
      discounted.customer = sale.customer;
      discounted.atMillis = sale.atMillis;
      discounted.country = sale.country;
      discounted.product = sale.product;
      discounted.quantity = sale.quantity;
      discounted.amount = Sale.discounted(sale.country, sale.amount);
      out.output(discounted);
    }
  }

  private static final class SaleSink extends DoFn<Sale, Void> {
    @ProcessElement
    public void process(@Element Sale sale) {
      AnswerSum.shared().row(sale.rowHash());
    }
  }

  /** Folds a bundle and ships its sums at the end. */
  private abstract static class Folding<T, P> extends DoFn<T, P> {
    private final SalesJob job;
    private transient SaleFold fold;

    Folding(SalesJob job) {
      this.job = job;
      this.fold = new SaleFold(job);
    }

    abstract P part(String customer, SumCount total);

    final void add(Sale sale) {
      fold.add(sale);
    }

    @StartBundle
    public void start() {
      fold = new SaleFold(job);
    }

    @FinishBundle
    public void finish(FinishBundleContext out) {
      fold.forEach(
          (start, customer, total) ->
              out.output(
                  part(customer, total),
                  Instant.ofEpochMilli(start + job.windowMillis() - 1),
                  GlobalWindow.INSTANCE));
    }
  }

  private static final class FoldBundle extends Folding<Sale, KV<String, SumCount>> {
    FoldBundle(SalesJob job) {
      super(job);
    }

    @Override
    KV<String, SumCount> part(String customer, SumCount total) {
      return KV.of(customer, total);
    }

    @ProcessElement
    public void process(@Element Sale sale) {
      add(sale);
    }
  }

  /** Folds valid sales into parts of shares. */
  private abstract static class FoldingShares<T>
      extends Folding<T, KV<Integer, KV<String, SumCount>>> {
    FoldingShares(SalesJob job) {
      super(job);
    }

    final void addValid(Sale sale) {
      if (sale.isValid()) {
        add(sale);
      }
    }

    @Override
    KV<Integer, KV<String, SumCount>> part(String customer, SumCount total) {
      return KV.of(Math.floorMod(customer.hashCode(), SHARES), KV.of(customer, total));
    }
  }

  private static final class FoldValid extends FoldingShares<Sale> {
    FoldValid(SalesJob job) {
      super(job);
    }

    @ProcessElement
    public void process(@Element Sale sale) {
      addValid(sale);
    }
  }

  private static final class ReadAndFold extends FoldingShares<FileIO.ReadableFile> {
    ReadAndFold(SalesJob job) {
      super(job);
    }

    @ProcessElement
    public void process(@Element FileIO.ReadableFile file) throws IOException {
      try (SaleReader sales = open(file)) {
        while (sales.next()) {
          addValid(sales.sale());
        }
      }
    }
  }

  private static final class MergeShare
      extends DoFn<KV<Integer, Iterable<KV<String, SumCount>>>, Void> {
    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<KV<String, SumCount>>> share, BoundedWindow window) {
      Map<String, SumCount> totals = new HashMap<>();
      for (KV<String, SumCount> part : share.getValue()) {
        totals.computeIfAbsent(part.getKey(), customer -> new SumCount()).add(part.getValue());
      }
      long start = ((IntervalWindow) window).start().getMillis();
      totals.forEach(
          (customer, total) -> AnswerSum.shared().cell(customer, start, total.sum, total.count));
    }
  }

  private static final class Merge extends Combine.CombineFn<SumCount, SumCount, SumCount> {
    @Override
    public SumCount createAccumulator() {
      return new SumCount();
    }

    @Override
    public SumCount addInput(SumCount total, SumCount part) {
      total.add(part);
      return total;
    }

    @Override
    public SumCount mergeAccumulators(Iterable<SumCount> parts) {
      SumCount merged = new SumCount();
      parts.forEach(merged::add);
      return merged;
    }

    @Override
    public SumCount extractOutput(SumCount total) {
      return total;
    }

    @Override
    public Coder<SumCount> getAccumulatorCoder(CoderRegistry registry, Coder<SumCount> input) {
      return new SumCountCoder();
    }
  }
}
