package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.OrderColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.BeamRun;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/** Beam as it is usually written, with the runner's defaults. */
@SuppressWarnings("serial")
public record PlainBeamSales(SalesJob job, Mode mode) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    Pipeline pipeline = Pipeline.create(mode.options());
    PCollection<PlainSale> sales =
        lines(pipeline, input)
            .apply("Parse", ParDo.of(new Parse()))
            .apply(
                "Not cancelled",
                Filter.by(order -> !order.getStatus().equals(OrderColumns.CANCELLED)))
            .apply(
                "To sale", MapElements.into(TypeDescriptor.of(PlainSale.class)).via(PlainSale::of));
    if (job.isWindowed()) {
      totals(sales);
    } else {
      sales.apply("Sink", ParDo.of(new SaleSink()));
    }
    return BeamRun.toTheEnd(pipeline);
  }

  private PCollection<String> lines(Pipeline pipeline, Path input) throws IOException {
    return mode.isStream()
        ? pipeline.apply("Read", Read.from(LineSource.of(input)))
        : pipeline.apply(
            "Read", TextIO.read().from(input.resolve("*.csv").toString()).withSkipHeaderLines(1));
  }

  private void totals(PCollection<PlainSale> sales) {
    PCollection<PlainSale> valid = sales.apply("Valid", Filter.by(PlainSale::isValid));
    if (job.discounts()) {
      valid =
          valid.apply(
              "Discount",
              MapElements.into(TypeDescriptor.of(PlainSale.class)).via(PlainSale::discounted));
    }
    if (!mode.isStream()) {
      valid = valid.apply("Event time", WithTimestamps.of(PlainSale::getAt));
    }
    valid
        .apply("Window", Window.into(FixedWindows.of(Duration.millis(job.windowMillis()))))
        .apply(
            "By customer",
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.doubles()))
                .via(sale -> KV.of(sale.getCustomer(), sale.getAmount())))
        .apply("Totals", Combine.perKey(new SumAndCount()))
        .apply("Sink", ParDo.of(new TotalsSink()));
  }

  private static final class Parse extends DoFn<String, PlainOrder> {
    @ProcessElement
    public void process(@Element String line, OutputReceiver<PlainOrder> out) {
      out.output(PlainOrder.parse(line));
    }
  }

  private static final class SumAndCount extends Combine.CombineFn<Double, SumCount, SumCount> {
    @Override
    public SumCount createAccumulator() {
      return new SumCount();
    }

    @Override
    public SumCount addInput(SumCount total, Double amount) {
      total.add(amount);
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
  }

  private static final class SaleSink extends DoFn<PlainSale, Void> {
    @ProcessElement
    public void process(@Element PlainSale sale) {
      AnswerSum.shared()
          .row(
              Sale.rowHash(
                  sale.getCustomer(),
                  sale.getAt().getMillis(),
                  sale.getCountry(),
                  sale.getProduct(),
                  sale.getQuantity(),
                  sale.getAmount()));
    }
  }
}
