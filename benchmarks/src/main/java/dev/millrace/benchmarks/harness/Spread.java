package dev.millrace.benchmarks.harness;

import java.util.List;

/** Some values of one measure: their middle and their ends. */
public record Spread(double median, double least, double greatest, List<Double> values) {
  /** Of at least one value; the middle of an even number is the mean of the two. */
  static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1), List.copyOf(values));
  }
}
