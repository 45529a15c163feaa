package dev.millrace.benchmarks.asof;

import dev.millrace.benchmarks.input.CsvFile;
import dev.millrace.benchmarks.input.HistoryColumns;
import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The as-of join in plain Java, on one thread, as one writes it who wants it fast and knows the
 * data: everything in arrays in memory, and windows that slide from question to question.
 */
public record LoopAsOf(AsOfJob job) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    Map<String, Integer> customers = new HashMap<>();
    Map<String, Integer> products = new HashMap<>();
    TimedRows facts = facts(input, customers, products);
    TimedRows asks = asks(input, customers);
    facts.sort(customers.size());
    asks.sort(customers.size());
    AnswerSum answer = new AnswerSum();
    if (job == AsOfJob.LATEST) {
      latest(facts, asks, answer);
    } else {
      windows(facts, asks, products.size(), answer);
    }
    return answer::answer;
  }

  private static TimedRows facts(
      Path input, Map<String, Integer> customers, Map<String, Integer> products)
      throws IOException {
    TimedRows facts = new TimedRows();
    for (Path file : InputFiles.matching(HistoryColumns.facts(input, ".csv"))) {
      try (CsvFile csv = CsvFile.open(file, HistoryColumns.FACT_COUNT)) {
        while (csv.next()) {
          facts.add(
              number(customers, csv.text(HistoryColumns.CUSTOMER)),
              csv.epochMillis(HistoryColumns.AT),
              Double.doubleToLongBits(csv.decimal(HistoryColumns.AMOUNT)),
              number(products, csv.text(HistoryColumns.PRODUCT)));
        }
      }
    }
    return facts;
  }

  /** No fact is of the customer with the empty name, so nobody need look for it. */
  private static TimedRows asks(Path input, Map<String, Integer> customers) throws IOException {
    TimedRows asks = new TimedRows();
    for (Path file : InputFiles.matching(HistoryColumns.asks(input, ".csv"))) {
      try (CsvFile csv = CsvFile.open(file, HistoryColumns.ASK_COUNT)) {
        while (csv.next()) {
          asks.add(
              number(customers, csv.text(HistoryColumns.CUSTOMER)),
              csv.epochMillis(HistoryColumns.AT),
              csv.wholeNumber(HistoryColumns.ID),
              0);
        }
      }
    }
    return asks;
  }

  private static int number(Map<String, Integer> numbers, String text) {
    Integer known = numbers.get(text);
    if (known == null) {
      known = numbers.size();
      numbers.put(text, known);
    }
    return known;
  }

  private static void latest(TimedRows facts, TimedRows asks, AnswerSum answer) {
    for (int customer = 0; customer + 1 < asks.starts.length; customer++) {
      int fact = facts.starts[customer];
      for (int ask = asks.starts[customer]; ask < asks.starts[customer + 1]; ask++) {
        while (fact < facts.starts[customer + 1] && facts.at[fact] <= asks.at[ask]) {
          fact++;
        }
        long id = asks.value[ask];
        answer.row(
            fact == facts.starts[customer]
                ? AsOfJob.latestHash(id)
                : AsOfJob.latestHash(id, Double.longBitsToDouble(facts.value[fact - 1])));
      }
    }
  }

  private static void windows(TimedRows facts, TimedRows asks, int products, AnswerSum answer) {
    SlidingWindows windows = new SlidingWindows(facts, products);
    for (int customer = 0; customer + 1 < asks.starts.length; customer++) {
      windows.begin(facts.starts[customer], facts.starts[customer + 1]);
      for (int ask = asks.starts[customer]; ask < asks.starts[customer + 1]; ask++) {
        windows.slideTo(asks.at[ask]);
        answer.row(windows.values().hash(asks.value[ask]));
      }
    }
  }
}
