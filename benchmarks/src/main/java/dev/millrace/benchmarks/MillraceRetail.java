package dev.millrace.benchmarks;

import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Receipt;
import dev.millrace.examples.retail.Retail;
import dev.millrace.launch.Millrace;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The retail example as it is, measured like {@link HandwrittenRetail}: same input, same answer,
 * same clock.
 */
public final class MillraceRetail {
  /** Where the rivals' names of reasons stand in the ids of the example's rules. */
  private static final Map<String, String> RULES =
      Map.of(
          "customerId", "customerId not null",
          "stockCode", "stockCode matches",
          "unitPrice", "unitPrice in",
          "sign", "cancelled exactly",
          "quantity", "quantity not 0");

  private MillraceRetail() {}

  /**
   * Arguments: the bindings file, the glob of the input (all CSV files of a folder), the output
   * folder.
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3 || !args[1].endsWith("/*.csv")) {
      throw new IllegalArgumentException("Arguments: BINDINGS FOLDER/*.csv OUTPUT");
    }
    Path output = RetailAnswer.emptyFolder(Path.of(args[2]));
    String input = args[1].substring(0, args[1].length() - "/*.csv".length());

    Measurement measurement = Measurement.start();
    var pipeline = Retail.define();
    Bindings bindings =
        Bindings.load(
            Path.of(args[0]),
            Ports.of(pipeline.plan()),
            Map.of("RETAIL_DATA", input, "RETAIL_OUT", output.toString()));
    Manifest manifest = Millrace.run(pipeline, bindings);
    Map<String, Long> measures = measurement.stop();

    System.out.println(Measurement.report(answer(manifest, output), measures));
  }

  private static Map<String, Object> answer(Manifest manifest, Path output) throws IOException {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(RetailAnswer.IN, manifest.ledger().get("read:invoice-lines", Place.IN).count());
    answer.put(
        RetailAnswer.VALID, manifest.ledger().get("aggregate:daily-revenue", Place.OUT).count());
    answer.put(
        RetailAnswer.REJECTED,
        manifest.outputs().stream()
            .filter(folder -> folder.port().equals("rejected-lines"))
            .mapToLong(Manifest.Output::records)
            .sum());
    RULES.forEach((reason, rule) -> answer.put(reason, broken(manifest, rule)));
    answer.put(
        RawLine.UNREADABLE, manifest.ledger().get("read:invoice-lines", Place.UNREADABLE).count());
    addDaily(answer, output.resolve("daily-revenue"));
    return answer;
  }

  private static long broken(Manifest manifest, String rule) {
    return manifest.rules().stream()
        .filter(count -> count.rule().startsWith(rule))
        .mapToLong(Receipt.RuleCount::count)
        .sum();
  }

  private static void addDaily(Map<String, Object> answer, Path folder) throws IOException {
    BigDecimal revenue = BigDecimal.ZERO;
    long rows = 0;
    long customers = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path part : files.filter(file -> file.toString().endsWith(".csv")).toList()) {
        List<String> lines = Files.readAllLines(part);
        for (String line : lines.subList(1, lines.size())) {
          String[] fields = line.split(",", -1);
          revenue = revenue.add(new BigDecimal(fields[2]));
          customers += Long.parseLong(fields[4]);
          rows++;
        }
      }
    }
    answer.put("countryDays", rows);
    answer.put("dailyCustomers", customers);
    answer.put("revenue", revenue.setScale(2, RoundingMode.HALF_EVEN).toPlainString());
  }
}
