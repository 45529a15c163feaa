package dev.millrace.benchmarks.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.benchmarks.input.CsvFile;
import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.input.OrderColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** A scan in a loop in plain Java, on one thread: CSV by hand, JSON with Jackson's streams. */
public record LoopScan(Format format) implements Program {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    Days days = new Days();
    for (Path file : InputFiles.parts(input)) {
      switch (format) {
        case CSV -> csv(file, days);
        case JSONL -> json(file, days);
      }
    }
    return days::answer;
  }

  private static void csv(Path file, Days days) throws IOException {
    try (CsvFile csv = CsvFile.open(file, OrderColumns.COUNT)) {
      while (csv.next()) {
        days.add(
            csv.text(OrderColumns.COUNTRY),
            csv.epochMillis(OrderColumns.AT),
            csv.decimal(OrderColumns.PRICE));
      }
    }
  }

  private static void json(Path file, Days days) throws IOException {
    try (JsonParser json = JSON.createParser(file.toFile())) {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        String country = "";
        long at = 0;
        double price = 0;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
          json.nextToken();
          switch (name) {
            case "country" -> country = json.getText();
            case "at" -> at = Instant.parse(json.getText()).toEpochMilli();
            case "price" -> price = json.getDoubleValue();
            default -> {
              // Not read.
            }
          }
        }
        days.add(country, at, price);
      }
    }
  }

  /** Sums by day and country. */
  private static final class Days {
    private final Map<Long, Map<String, double[]>> days = new HashMap<>();
    private long lastDay = Long.MIN_VALUE;
    private Map<String, double[]> last = Map.of();

    void add(String country, long atMillis, double price) {
      long day = Format.dayOf(atMillis);
      if (day != lastDay) {
        lastDay = day;
        last = days.computeIfAbsent(day, start -> new HashMap<>());
      }
      double[] sumAndCount = last.computeIfAbsent(country, key -> new double[2]);
      sumAndCount[0] += price;
      sumAndCount[1]++;
    }

    Answer answer() {
      AnswerSum answer = new AnswerSum();
      days.forEach(
          (day, countries) ->
              countries.forEach(
                  (country, total) -> answer.cell(country, day, total[0], (long) total[1])));
      return answer.answer();
    }
  }
}
