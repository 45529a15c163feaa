package dev.millrace.benchmarks.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.benchmarks.input.CsvFile;
import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.input.OrderColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

/** A scan of text in a loop in plain Java, on one thread: CSV by hand, JSON with Jackson. */
public record LoopScan(Format.Container format) implements Program {
  private static final JsonFactory JSON = new JsonFactory();

  /** Of {@link Format.Container#CSV} or {@link Format.Container#JSONL}. */
  public LoopScan {
    if (format != Format.Container.CSV && format != Format.Container.JSONL) {
      throw new IllegalArgumentException(format + " is no text");
    }
  }

  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    DayTotals<String> days = DayTotals.byName();
    for (Path file : InputFiles.parts(input)) {
      if (format == Format.Container.CSV) {
        csv(file, days);
      } else {
        json(file, days);
      }
    }
    return days::answer;
  }

  private static void csv(Path file, DayTotals<String> days) throws IOException {
    try (CsvFile csv = CsvFile.open(file, OrderColumns.COUNT)) {
      while (csv.next()) {
        days.add(
            csv.text(OrderColumns.COUNTRY),
            csv.epochMillis(OrderColumns.AT),
            csv.decimal(OrderColumns.PRICE));
      }
    }
  }

  private static void json(Path file, DayTotals<String> days) throws IOException {
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
}
