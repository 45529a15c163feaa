package dev.millrace.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** A run's metrics as Prometheus reads them: its text format 0.0.4. */
final class Exposition {
  private static final double MICROS = 1e6;
  private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

  private final String pipeline;
  private final RunMetrics metrics;

  Exposition(String pipeline, RunMetrics metrics) {
    this.pipeline = pipeline;
    this.metrics = metrics;
  }

  static String contentType() {
    return WRITER.getContentType();
  }

  /**
   * What is to be told now.
   *
   * @param now in microseconds UTC
   */
  byte[] at(long now) throws IOException {
    List<MetricSnapshot> all = new ArrayList<>();
    for (RowMetric metric : RowMetric.values()) {
      all.add(counter(metric));
    }
    all.add(
        gauge(
            "millrace_frontier_timestamp_seconds",
            "No row that comes from the source is earlier, in seconds since 1970.",
            SourceLag::frontier));
    all.add(
        gauge(
            "millrace_frontier_lag_seconds",
            "How far the source's frontier is behind the clock.",
            source -> source.frontierLag(now)));
    all.add(
        gauge(
            "millrace_ingestion_lag_seconds",
            "How long ago came into the source what was read last; 0 when all of it was read.",
            source -> source.ingestionLag(now)));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    WRITER.write(text, new MetricSnapshots(all), EscapingScheme.UNDERSCORE_ESCAPING);
    return text.toByteArray();
  }

  private CounterSnapshot counter(RowMetric metric) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name(metric.text()).help(metric.help());
    metrics.rows().entrySet().stream()
        .filter(each -> each.getKey().metric() == metric)
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparing(RowSeries::step).thenComparing(RowSeries::rule)))
        .forEach(each -> counter.dataPoint(point(each.getKey(), each.getValue())));
    return counter.build();
  }

  private CounterSnapshot.CounterDataPointSnapshot point(RowSeries series, LongAdder count) {
    Labels labels =
        series.rule().isEmpty()
            ? Labels.of("pipeline", pipeline, "step", series.step())
            : Labels.of("pipeline", pipeline, "rule", series.rule(), "step", series.step());
    return CounterSnapshot.CounterDataPointSnapshot.builder()
        .labels(labels)
        .value((double) count.sum())
        .build();
  }

  private GaugeSnapshot gauge(String name, String help, Function<SourceLag, OptionalLong> micros) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    metrics
        .sources()
        .forEach(
            (port, lag) ->
                micros
                    .apply(lag)
                    .ifPresent(
                        value ->
                            gauge.dataPoint(
                                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                    .labels(Labels.of("pipeline", pipeline, "source", port))
                                    .value(value / MICROS)
                                    .build())));
    return gauge.build();
  }
}
