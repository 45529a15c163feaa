package dev.millrace.benchmarks.asof;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.countDistinct;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.mean;
import static dev.millrace.Aggregations.sum;

import dev.millrace.AsOf;
import dev.millrace.FeatureView;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.benchmarks.input.HistoryColumns;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The as-of join in Millrace's language. */
final class AsOfPipeline {
  static final Source<Fact> FACTS = Source.of("facts", Fact.class);
  static final Source<Ask> ASKS = Source.of("asks", Ask.class);
  static final Sink<LatestRow> LATEST = Sink.of("latest", LatestRow.class);
  static final Sink<WindowsRow> WINDOWS = Sink.of("windows", WindowsRow.class);
  static final Quarantine LATE = Quarantine.of("late");

  private static final Lateness LATENESS = Lateness.of(HistoryColumns.LATENESS).lateTo(LATE);

  record Fact(long id, String customer, Instant at, String product, double amount) {}

  record Ask(long id, @Nullable String customer, Instant at) {}

  record LatestFeatures(@Nullable Double amount) {}

  record WindowsFeatures(
      long orders, double spent, @Nullable Double mean, @Nullable Double most, long products) {}

  record LatestRow(long id, @Nullable Double amount) {}

  record WindowsRow(
      long id,
      long orders,
      double spent,
      @Nullable Double mean,
      @Nullable Double most,
      long products) {}

  private static final FeatureView<String, Fact, LatestFeatures> LATEST_VIEW =
      FeatureView.named("latest", 1)
          .over(Fact.class)
          .keyedBy(Fact::customer)
          .at(Fact::at)
          .as(LatestFeatures.class)
          .set(LatestFeatures::amount, last(Fact::amount).overAll())
          .build();

  private static final FeatureView<String, Fact, WindowsFeatures> WINDOWS_VIEW =
      FeatureView.named("windows", 1)
          .over(Fact.class)
          .keyedBy(Fact::customer)
          .at(Fact::at)
          .as(WindowsFeatures.class)
          .set(WindowsFeatures::orders, count().over(HistoryColumns.ORDERS))
          .set(WindowsFeatures::spent, sum(Fact::amount).over(HistoryColumns.SPENT).orElse(0.0))
          .set(WindowsFeatures::mean, mean(Fact::amount).over(HistoryColumns.MEAN))
          .set(WindowsFeatures::most, max(Fact::amount).over(HistoryColumns.MOST))
          .set(
              WindowsFeatures::products, countDistinct(Fact::product).over(HistoryColumns.PRODUCTS))
          .build();

  private AsOfPipeline() {}

  static Pipeline define(AsOfJob job) {
    Pipeline pipeline = Pipeline.named("as-of");
    switch (job) {
      case LATEST -> join(pipeline, LATEST_VIEW).as(LatestRow.class).build().to(LATEST);
      case WINDOWS -> join(pipeline, WINDOWS_VIEW).as(WindowsRow.class).build().to(WINDOWS);
    }
    return pipeline;
  }

  private static AsOf<Ask> join(Pipeline pipeline, FeatureView<String, Fact, ?> view) {
    return pipeline
        .read(ASKS)
        .timestamps(Ask::at, LATENESS)
        .asOf(Ask::customer, pipeline.read(FACTS).timestamps(Fact::at, LATENESS).feature(view));
  }
}
