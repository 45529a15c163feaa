package dev.millrace.benchmarks.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
  private static final int ROWS = 6_000;

  @TempDir Path folder;

  @Test
  void twoRowsInThreeAreFactsAndNoTwoFactsAreOfOneTime() throws Exception {
    List<String[]> facts = facts(InputKind.HISTORY);
    Set<String> times = new HashSet<>();
    facts.forEach(fact -> times.add(fact[HistoryColumns.AT]));

    assertThat(facts.size(), is(ROWS / 3 * 2));
    assertThat(times.size(), is(facts.size()));
    assertThat(asks(InputKind.HISTORY).size(), is(ROWS / 3));
  }

  @Test
  void questionsStandAtTheEdgesOfAllWindows() throws Exception {
    Set<String> facts = new HashSet<>();
    facts(InputKind.HISTORY).forEach(fact -> facts.add(place(fact, Duration.ZERO)));

    for (Duration edge :
        List.of(
            Duration.ZERO,
            HistoryColumns.ORDERS,
            HistoryColumns.SPENT,
            HistoryColumns.MOST,
            HistoryColumns.MEAN,
            HistoryColumns.PRODUCTS)) {
      long found =
          asks(InputKind.HISTORY).stream().filter(ask -> facts.contains(place(ask, edge))).count();
      assertThat(edge.toString(), found, greaterThan(ROWS / 3 / 100L));
    }
  }

  @Test
  void everyTenthFactAndQuestionIsOfTheHotCustomer() throws Exception {
    assertThat(hot(facts(InputKind.HOT_HISTORY)), closeTo(0.1, 0.02));
    assertThat(hot(asks(InputKind.HOT_HISTORY)), closeTo(0.1, 0.02));
  }

  @Test
  void noRowLiesFurtherBehindItsPartThanTheLateness() throws Exception {
    Path input = InputFiles.of(Input.of(InputKind.HISTORY, ROWS), folder);
    for (Path part : InputFiles.parts(input)) {
      Instant greatest = Instant.EPOCH;
      for (String[] row : rows(part)) {
        Instant at = Instant.parse(row[HistoryColumns.AT]);
        greatest = at.isAfter(greatest) ? at : greatest;
        assertThat(Duration.between(at, greatest), lessThanOrEqualTo(HistoryColumns.LATENESS));
      }
    }
  }

  private static double hot(List<String[]> rows) {
    long hot =
        rows.stream().filter(row -> row[HistoryColumns.CUSTOMER].equals("c000000000")).count();
    return hot / (double) rows.size();
  }

  private static String place(String[] row, Duration before) {
    return row[HistoryColumns.CUSTOMER] + Instant.parse(row[HistoryColumns.AT]).minus(before);
  }

  private List<String[]> facts(InputKind kind) throws Exception {
    Path input = InputFiles.of(Input.of(kind, ROWS), folder);
    return rows(InputFiles.matching(HistoryColumns.facts(input, ".csv")));
  }

  private List<String[]> asks(InputKind kind) throws Exception {
    Path input = InputFiles.of(Input.of(kind, ROWS), folder);
    return rows(InputFiles.matching(HistoryColumns.asks(input, ".csv")));
  }

  private static List<String[]> rows(List<Path> parts) throws Exception {
    List<String[]> rows = new ArrayList<>();
    for (Path part : parts) {
      rows.addAll(rows(part));
    }
    return rows;
  }

  private static List<String[]> rows(Path part) throws Exception {
    List<String> lines = Files.readAllLines(part);
    return lines.subList(1, lines.size()).stream().map(line -> line.split(",", -1)).toList();
  }
}
