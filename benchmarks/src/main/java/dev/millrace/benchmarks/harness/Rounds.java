package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.input.Input;
import dev.millrace.benchmarks.program.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The runs of one entry, round by round: over few rows and over all. */
final class Rounds {
  private final Entry entry;
  private final Input fewRows;
  private final Input allRows;
  private final List<Measures> few = new ArrayList<>();
  private final List<Measures> all = new ArrayList<>();
  private @Nullable String unavailable;

  Rounds(Entry entry, Input fewRows, Input allRows) {
    this.entry = entry;
    this.fewRows = fewRows;
    this.allRows = allRows;
  }

  /** The answers that were given first, by group and number of rows. */
  static final class Agreed {
    private final Map<String, Answer> answers = new HashMap<>();

    /**
     * @throws IllegalStateException when the answer is another one, or says that nothing was done
     */
    void require(Entry entry, long rows, @Nullable Answer answer) {
      if (answer == null || answer.results() == 0) {
        throw new IllegalStateException(entry.name() + " gave no result rows: " + answer);
      }
      Answer first = answers.putIfAbsent(entry.group() + " " + rows, answer);
      if (first != null && !first.equals(answer)) {
        throw new IllegalStateException(
            "The answers differ: %s gives %s over %d rows where the first program gave %s"
                .formatted(entry.name(), answer, rows, first));
      }
    }
  }

  Entry entry() {
    return entry;
  }

  Input fewRows() {
    return fewRows;
  }

  Input allRows() {
    return allRows;
  }

  @Nullable String unavailable() {
    return unavailable;
  }

  void setUnavailable(String reason) {
    unavailable = reason;
  }

  void add(Measures overFew, Measures overAll) {
    few.add(overFew);
    all.add(overAll);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  Answer answer() {
    Answer answer = all.get(0).answer();
    if (answer == null) {
      throw new IllegalStateException(entry.name() + " has no answer");
    }
    return answer;
  }

  /** Nanoseconds of CPU a record, net of start-up. */
  Spread netCpu() {
    return slope(Measures::cpuNanos);
  }

  /** As {@link #netCpu}, without the compiler's threads. */
  Spread netCpuWithoutCompiler() {
    return slope(run -> (double) run.cpuNanos() - run.compilerCpuNanos());
  }

  /** Nanoseconds of wall time a record, net of start-up. */
  Spread netWall() {
    return slope(Measures::wallNanos);
  }

  /** Nanoseconds of CPU a record in the compiler's threads, net of start-up. */
  Spread netCompilerCpu() {
    return slope(Measures::compilerCpuNanos);
  }

  private Spread slope(ToDoubleFunction<Measures> measure) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      double more = measure.applyAsDouble(all.get(i)) - measure.applyAsDouble(few.get(i));
      values.add(more / (allRows.rows() - fewRows.rows()));
    }
    return Spread.of(values);
  }

  /** Of the runs over few rows. */
  Spread ofFew(ToDoubleFunction<Measures> measure) {
    return Spread.of(few.stream().map(measure::applyAsDouble).toList());
  }

  /** Of the runs over all rows. */
  Spread ofAll(ToDoubleFunction<Measures> measure) {
    return Spread.of(all.stream().map(measure::applyAsDouble).toList());
  }
}
