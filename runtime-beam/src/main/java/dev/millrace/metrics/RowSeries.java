package dev.millrace.metrics;

import dev.millrace.engine.Ledger;
import dev.millrace.engine.Receipt;
import dev.millrace.engine.StagePlan;
import dev.millrace.plan.Rule;
import dev.millrace.plan.Severity;
import dev.millrace.plan.Step;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One counter of rows: of a step, and of a rule where the metric has them.
 *
 * @param rule empty where the metric has none
 */
public record RowSeries(RowMetric metric, String step, String rule) {
  private static RowSeries of(RowMetric metric, Step step) {
    return new RowSeries(metric, step.name(), "");
  }

  /** Those that a stage has from the start, so that what never happened is seen as 0. */
  public static Set<RowSeries> of(StagePlan stage) {
    Set<RowSeries> series = new LinkedHashSet<>();
    for (Step step : stage.steps()) {
      if (step instanceof Step.Read) {
        series.add(of(RowMetric.ROWS_READ, step));
        series.add(of(RowMetric.ROWS_REJECTED, step));
      } else if (step instanceof Step.TryMap) {
        series.add(of(RowMetric.ROWS_REJECTED, step));
      } else if (step instanceof Step.Validate validate) {
        series.add(of(RowMetric.ROWS_REJECTED, step));
        validate.rules().forEach(rule -> series.add(of(step, rule)));
      } else if (step instanceof Step.Timestamps) {
        series.add(of(RowMetric.ROWS_REJECTED, step));
        series.add(of(RowMetric.ROWS_LATE, step));
      } else if (step instanceof Step.Filter || step instanceof Step.FilterByRules) {
        series.add(of(RowMetric.ROWS_FILTERED, step));
      }
    }
    stage.ends().forEach(step -> series.add(of(RowMetric.ROWS_VALID, step)));
    return series;
  }

  private static RowSeries of(Step step, Rule rule) {
    return ofRule(step.name(), rule.id(), rule.severity().name());
  }

  private static RowSeries ofRule(String step, String rule, String severity) {
    boolean isWarning =
        severity.equals(Severity.INFO.name()) || severity.equals(Severity.WARN.name());
    return new RowSeries(
        isWarning ? RowMetric.ROWS_WARNED : RowMetric.ROWS_QUARANTINED, step, rule);
  }

  /**
   * What a receipt adds, by counter.
   *
   * @param entry the first step of the stage that the receipt is of
   */
  public static Map<RowSeries, Long> of(Receipt receipt, Step entry) {
    Map<RowSeries, Long> moved = new LinkedHashMap<>();
    for (Ledger.Entry account : receipt.ledger().entries()) {
      RowMetric metric = metric(account, entry);
      if (metric != null && account.tally().count() > 0) {
        moved.merge(new RowSeries(metric, account.step(), ""), account.tally().count(), Long::sum);
      }
    }
    for (Receipt.RuleCount broken : receipt.rules()) {
      moved.merge(
          ofRule(broken.step(), broken.rule(), broken.severity()), broken.count(), Long::sum);
    }
    return moved;
  }

  /** Null for what counts pairs of row and window, copies of tables, or rows that a step made. */
  private static @Nullable RowMetric metric(Ledger.Entry account, Step entry) {
    return switch (account.place()) {
      case IN ->
          entry instanceof Step.Read && entry.name().equals(account.step())
              ? RowMetric.ROWS_READ
              : null;
      case OUT -> RowMetric.ROWS_VALID;
      case UNREADABLE, REJECTED -> RowMetric.ROWS_REJECTED;
      case FILTERED -> RowMetric.ROWS_FILTERED;
      case LATE -> RowMetric.ROWS_LATE;
      case FOLDED, MERGED, COMMITTED, HELD -> null;
    };
  }

  /**
   * The name under {@code millrace} where a runner's counters have no labels: metric, step and
   * rule, {@code rows_quarantined_total__validate_orders__amount_not_null}.
   */
  public String flatName() {
    String name =
        metric.text().substring("millrace_".length()) + "_total__" + NamePart.ofStep(step);
    return rule.isEmpty() ? name : name + "__" + NamePart.ofRule(rule);
  }
}
