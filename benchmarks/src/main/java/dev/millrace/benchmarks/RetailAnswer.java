package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * What a run of the retail job came to: its counters, and the same things counted again in the
 * files it wrote. Read after the clock has stopped.
 */
final class RetailAnswer {
  static final String IN = "rowsIn";
  static final String VALID = "valid";
  static final String REJECTED = "rejected";

  private static final String[] REASONS = {
    "customerId", "stockCode", "unitPrice", "sign", "quantity", RawLine.UNREADABLE
  };

  private RetailAnswer() {}

  static Counter counter(String name) {
    return Metrics.counter(RetailAnswer.class, name);
  }

  /**
   * The folder, made if it was not there; TextIO would leave another run's shards among its own.
   */
  static Path emptyFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException("Not empty: " + folder);
      }
    }
    return folder;
  }

  /** Throws when the counters and the files contradict each other. */
  static Map<String, Object> of(PipelineResult result, Path output) throws IOException {
    Map<String, Object> answer = new LinkedHashMap<>();
    for (String name : List.of(IN, VALID, REJECTED)) {
      answer.put(name, count(result, name));
    }
    long rejectedLines = addRejected(answer, output);
    long validLines = addDaily(answer, output);
    if (!answer.get(REJECTED).equals(rejectedLines)
        || !answer.get(VALID).equals(validLines)
        || !answer.get(IN).equals(validLines + rejectedLines)) {
      throw new IllegalStateException(
          "Counters and files disagree: %s, but the files hold %d rejected and %d valid"
              .formatted(answer, rejectedLines, validLines));
    }
    return answer;
  }

  private static long count(PipelineResult result, String name) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(RetailAnswer.class, name))
            .build();
    long sum = 0;
    for (MetricResult<Long> step : result.metrics().queryMetrics(filter).getCounters()) {
      sum += step.getAttempted();
    }
    return sum;
  }

  private static long addRejected(Map<String, Object> answer, Path output) throws IOException {
    Map<String, Long> byReason = new TreeMap<>();
    List<String> lines = lines(output, "rejected", ".jsonl");
    ObjectMapper json = new ObjectMapper();
    for (String line : lines) {
      for (JsonNode reason : json.readTree(line).get("reasons")) {
        byReason.merge(reason.asText(), 1L, Long::sum);
      }
    }
    for (String reason : REASONS) {
      answer.put(reason, byReason.getOrDefault(reason, 0L));
    }
    return lines.size();
  }

  /**
   * Revenue in whole pence: sums of doubles may differ in their last digits, and in nothing else.
   */
  private static long addDaily(Map<String, Object> answer, Path output) throws IOException {
    List<String> rows = lines(output, "daily", ".csv");
    rows.removeIf(row -> row.startsWith("country,"));
    BigDecimal revenue = BigDecimal.ZERO;
    long lines = 0;
    long customers = 0;
    for (String row : rows) {
      String[] fields = row.split(",", -1);
      revenue = revenue.add(new BigDecimal(fields[2]));
      lines += Long.parseLong(fields[3]);
      customers += Long.parseLong(fields[4]);
    }
    answer.put("countryDays", (long) rows.size());
    answer.put("dailyCustomers", customers);
    answer.put("revenue", revenue.setScale(2, RoundingMode.HALF_EVEN).toPlainString());
    return lines;
  }

  private static List<String> lines(Path folder, String prefix, String suffix) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(prefix) && name.endsWith(suffix)) {
          lines.addAll(Files.readAllLines(file));
        }
      }
    }
    return lines;
  }
}
