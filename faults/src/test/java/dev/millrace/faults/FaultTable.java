package dev.millrace.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was done to the job, and what became of it: {@code target/faults.json}, and for people. */
final class FaultTable {
  /**
   * How long a fault was felt, from the moment it was done.
   *
   * @param sendingMillis to the first message in the topic of results
   * @param publishingMillis to the first unit that is published
   */
  record Recovery(long sendingMillis, long publishingMillis) {}

  /**
   * A row of the table.
   *
   * @param records in the topic
   * @param units published
   * @param restarts of the job, from a checkpoint
   * @param exact whether everything was as the batch has it, and the ledger closed
   * @param recoveries one for each time
   * @param noted what else is worth knowing
   */
  record Row(
      String fault,
      long records,
      int units,
      int restarts,
      boolean exact,
      List<Recovery> recoveries,
      Map<String, Object> noted) {

    private String line() {
      return "%-34s %5d %8d %6d %8d  %-5s  %16s %16s  %s"
          .formatted(
              fault,
              recoveries.size(),
              records,
              units,
              restarts,
              exact ? "exact" : "WRONG",
              seconds(recoveries.stream().map(Recovery::sendingMillis).toList()),
              seconds(recoveries.stream().map(Recovery::publishingMillis).toList()),
              noted.isEmpty() ? "" : noted);
    }

    /** Median and greatest. */
    private static String seconds(List<Long> millis) {
      if (millis.isEmpty()) {
        return "";
      }
      List<Long> sorted = new ArrayList<>(millis);
      Collections.sort(sorted);
      return "%.1f (%.1f)"
          .formatted(
              sorted.get((sorted.size() - 1) / 2) / 1000.0, sorted.get(sorted.size() - 1) / 1000.0);
    }
  }

  private final List<Row> rows = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  /** Writes the file, and gives the table. */
  String write(Path file, String form) throws IOException {
    Map<String, Object> all = new TreeMap<>();
    all.put("form", form);
    all.put(
        "machine",
        Map.of(
            "processors", Runtime.getRuntime().availableProcessors(),
            "system", System.getProperty("os.name") + " " + System.getProperty("os.version"),
            "java", System.getProperty("java.version")));
    all.put("rows", rows);
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    StringBuilder table =
        new StringBuilder(
            "%-34s %5s %8s %6s %8s  %-5s  %16s %16s%n"
                .formatted(
                    "fault",
                    "times",
                    "records",
                    "units",
                    "restarts",
                    "",
                    "sending s",
                    "publishing s"));
    rows.forEach(row -> table.append(row.line()).append('\n'));
    return table.toString();
  }
}
