package dev.millrace.beam;

import dev.millrace.engine.Receipt;
import dev.millrace.engine.StagePlan;
import dev.millrace.engine.StageSetting;
import dev.millrace.metrics.RowSeries;
import dev.millrace.metrics.RunMetrics;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * What receipts of a stage say, as counters of the runner, and of whoever watches this process. For
 * people who look on, and never a basis for counts: a bundle that is tried again counts twice. In a
 * stream they move when a reader hands its receipts on: at checkpoints, and at the ends of units.
 */
final class StepCounters implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The runner joins it with the counter's name. */
  static final String NAMESPACE = "millrace";

  private final StagePlan stage;
  private final String run;
  private transient boolean isBegun;

  StepCounters(StageSetting setting) {
    this.stage = setting.plan();
    this.run = setting.run();
  }

  /** {@link #add(Receipt)} of a receipt on its way. */
  void add(byte[] receipt) {
    try {
      add(Receipt.fromJson(receipt));
    } catch (IOException e) {
      throw new UncheckedIOException("not a receipt", e);
    }
  }

  /** To be called within an element's or a bundle's work. Costs an update for each counter. */
  void add(Receipt receipt) {
    if (!isBegun) {
      isBegun = true;
      RowSeries.of(stage).forEach(series -> count(series, 0));
    }
    Map<RowSeries, Long> moved = RowSeries.of(receipt, stage.entry());
    moved.forEach(StepCounters::count);
    RunMetrics watched = RunMetrics.of(run);
    if (watched.isWatched()) {
      moved.forEach(watched::add);
    }
  }

  private static void count(RowSeries series, long rows) {
    Metrics.counter(NAMESPACE, series.flatName()).inc(rows);
  }
}
