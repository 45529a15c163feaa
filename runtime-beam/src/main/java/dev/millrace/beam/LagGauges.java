package dev.millrace.beam;

import dev.millrace.engine.StreamSplit;
import dev.millrace.metrics.RunMetrics;
import dev.millrace.metrics.SourceLag;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * How far a split's source is behind, as gauges of the runner. Those hold whole numbers, so seconds
 * are floored. All splits of a source that one process reads set the same gauges to the same
 * values: the runner would otherwise show whichever came last.
 */
final class LagGauges {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long EVERY_MILLIS = 500;

  private final RunMetrics run;
  private final SourceLag source;
  private final String port;
  private final int split;
  private final InstantSource clock = InstantSource.system();
  private long showAt;

  LagGauges(String run, String port, int split) {
    this.run = RunMetrics.of(run);
    this.source = this.run.source(port);
    this.port = port;
    this.split = split;
  }

  /** To be called for a poll, in the runner's thread. */
  void report(StreamSplit at) {
    source.report(split, at.frontier(), at.readUpTo());
    long now = clock.millis();
    if (now >= showAt) {
      showAt = now + EVERY_MILLIS;
      show("frontier_timestamp", source.frontier());
      show("frontier_lag", source.frontierLag(now * 1000));
      show("ingestion_lag", source.ingestionLag(now * 1000));
    }
  }

  private void show(String what, OptionalLong micros) {
    micros.ifPresent(
        value ->
            Metrics.gauge(StepCounters.NAMESPACE, RunMetrics.flatName(what + "_seconds", port))
                .set(Math.floorDiv(value, MICROS_PER_SECOND)));
  }

  /**
   * The reader ends, and another one may go on elsewhere. Where all readers are in this process, as
   * on the direct runner, which opens them anew now and then, the last report stands meanwhile.
   */
  void close() {
    if (!run.isWatched()) {
      source.forget(split);
    }
  }
}
