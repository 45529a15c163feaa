package dev.millrace.metrics;

import dev.millrace.engine.StagePlan;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a run has counted in this process, and where its sources stand. A channel of its own, beside
 * the runner's metrics, because the direct runner shows its own only when a run is over.
 * Thread-safe.
 */
public final class RunMetrics {
  private static final Map<String, RunMetrics> RUNS = new ConcurrentHashMap<>();

  private final ConcurrentMap<RowSeries, LongAdder> rows = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, SourceLag> sources = new ConcurrentHashMap<>();
  private volatile boolean isWatched;

  private RunMetrics() {}

  /** Of a run by its id, the same object for all threads of this process. */
  public static RunMetrics of(String run) {
    return RUNS.computeIfAbsent(run, id -> new RunMetrics());
  }

  /** The run is over; who still holds its object sees the last values. */
  public static void forget(String run) {
    RUNS.remove(run);
  }

  /** From now on counters are kept: all there will be, from 0. The whole run is in this process. */
  void watch(Plan plan) {
    plan.reads().forEach(read -> begin(plan, read));
    plan.only(Step.Barrier.class).forEach(barrier -> begin(plan, barrier));
    isWatched = true;
  }

  private void begin(Plan plan, Step entry) {
    RowSeries.of(StagePlan.of(plan, entry)).forEach(series -> add(series, 0));
  }

  /** Whether somebody watches the run in this process: else nothing needs to be kept. */
  public boolean isWatched() {
    return isWatched;
  }

  public void add(RowSeries series, long count) {
    rows.computeIfAbsent(series, key -> new LongAdder()).add(count);
  }

  /** The name under {@code millrace} of a gauge of a source where there are no labels. */
  public static String flatName(String gauge, String port) {
    return gauge + "__" + NamePart.ofStep(port);
  }

  /** How far a source is behind, by its port. */
  public SourceLag source(String port) {
    return sources.computeIfAbsent(port, key -> new SourceLag());
  }

  Map<RowSeries, LongAdder> rows() {
    return Collections.unmodifiableMap(rows);
  }

  /** By port, sorted. */
  Map<String, SourceLag> sources() {
    return new TreeMap<>(sources);
  }
}
