package dev.millrace.benchmarks.sales;

import java.util.HashMap;
import java.util.Map;

/** Adds sales up by window and customer, in memory. A map for each window: keys are not pairs. */
final class SaleFold {
  private final SalesJob job;
  private final Map<Long, Map<String, SumCount>> windows = new HashMap<>();
  private long lastStart = Long.MIN_VALUE;
  private Map<String, SumCount> last = Map.of();

  SaleFold(SalesJob job) {
    this.job = job;
  }

  /** Takes a total of a customer in a window. */
  interface Totals {
    void accept(long start, String customer, SumCount total);
  }

  void add(Sale sale) {
    double amount = job.discounts() ? Sale.discounted(sale.country, sale.amount) : sale.amount;
    window(job.windowStart(sale.atMillis))
        .computeIfAbsent(sale.customer, customer -> new SumCount())
        .add(amount);
  }

  private Map<String, SumCount> window(long start) {
    if (start != lastStart) {
      lastStart = start;
      last = windows.computeIfAbsent(start, window -> new HashMap<>());
    }
    return last;
  }

  void forEach(Totals totals) {
    windows.forEach(
        (start, cells) ->
            cells.forEach((customer, total) -> totals.accept(start, customer, total)));
  }
}
