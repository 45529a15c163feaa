package dev.millrace.benchmarks.scan;

import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Prices by day and country, for readers that have nothing else to add up with.
 *
 * @param <K> a country as the reader has it
 */
final class DayTotals<K> {
  static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final UnaryOperator<K> copy;
  private final Map<Long, Map<K, double[]>> days = new HashMap<>();
  // No day starts here.
  private long lastStart = 1;
  private Map<K, double[]> last = new HashMap<>();

  private DayTotals(UnaryOperator<K> copy) {
    this.copy = copy;
  }

  static DayTotals<String> byName() {
    return new DayTotals<>(UnaryOperator.identity());
  }

  /**
   * @param copy of a country that its reader fills again
   */
  static <K> DayTotals<K> of(UnaryOperator<K> copy) {
    return new DayTotals<>(copy);
  }

  void add(K country, long atMillis, double price) {
    long start = Math.floorDiv(atMillis, DAY_MILLIS) * DAY_MILLIS;
    if (start != lastStart) {
      lastStart = start;
      last = days.computeIfAbsent(start, day -> new HashMap<>());
    }
    double[] sumAndCount = last.get(country);
    if (sumAndCount == null) {
      sumAndCount = new double[2];
      last.put(copy.apply(country), sumAndCount);
    }
    sumAndCount[0] += price;
    sumAndCount[1]++;
  }

  Answer answer() {
    AnswerSum answer = new AnswerSum();
    days.forEach(
        (start, countries) ->
            countries.forEach(
                (country, total) ->
                    answer.cell(country.toString(), start, total[0], (long) total[1])));
    return answer.answer();
  }
}
