package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.program.AnswerSum;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;

/** Takes the totals of Beam's rivals. */
final class TotalsSink extends DoFn<KV<String, SumCount>, Void> {
  private static final long serialVersionUID = 1L;

  @ProcessElement
  public void process(@Element KV<String, SumCount> totals, BoundedWindow window) {
    SumCount total = totals.getValue();
    AnswerSum.shared()
        .cell(
            totals.getKey(), ((IntervalWindow) window).start().getMillis(), total.sum, total.count);
  }
}
