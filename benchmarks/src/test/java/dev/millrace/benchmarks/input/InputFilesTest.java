package dev.millrace.benchmarks.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InputFilesTest {
  private static final int ROWS = 3_000;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(InputKind.class)
  void theSameKindAndNumberOfRowsGiveTheSameFiles(InputKind kind) throws Exception {
    List<Path> first = InputFiles.parts(InputFiles.of(Input.of(kind, ROWS), folder.resolve("a")));
    List<Path> second = InputFiles.parts(InputFiles.of(Input.of(kind, ROWS), folder.resolve("b")));

    assertThat(first.size(), is(InputFiles.PARTS * kind.tables()));
    for (int part = 0; part < first.size(); part++) {
      assertThat(Files.mismatch(first.get(part), second.get(part)), is(-1L));
    }
  }

  @Test
  void noRowLiesFurtherBehindItsPartThanTheLateness() throws Exception {
    for (Path part : orders(InputKind.ORDERS)) {
      long greatest = Long.MIN_VALUE;
      for (String[] fields : rows(part)) {
        long at = Instant.parse(fields[OrderColumns.AT]).toEpochMilli();
        greatest = Math.max(greatest, at);
        assertThat(greatest - at, lessThan(OrderColumns.LATENESS.toMillis()));
      }
    }
  }

  @Test
  void everyTenthRowIsOfTheHotCustomer() throws Exception {
    assertThat(
        perCustomer(InputKind.HOT_CUSTOMER).get("c000000000") / (double) ROWS, closeTo(0.1, 0.02));
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERS", "HOT_CUSTOMER"})
  void thereAreAsManyCustomersAsAskedFor(InputKind kind) throws Exception {
    List<Path> parts = InputFiles.parts(InputFiles.of(new Input(kind, ROWS, 20), folder));

    Set<String> customers = new HashSet<>();
    for (Path part : parts) {
      rows(part).forEach(fields -> customers.add(fields[OrderColumns.CUSTOMER]));
    }
    customers.remove("");

    assertThat(customers.size(), is(20));
  }

  @Test
  void theNumberOfCustomersIsAskedForOnlyWhereItMayBeChosen() {
    assertThat(
        new Input(InputKind.ORDERS_AVRO, ROWS, 20), equalTo(Input.of(InputKind.ORDERS_AVRO, ROWS)));
    assertThat(new Input(InputKind.ORDERS, ROWS, 20), not(Input.of(InputKind.ORDERS, ROWS)));
  }

  @Test
  void aThirdAsManyCustomersAsRowsOrderThreeTimesEach() throws Exception {
    Map<String, Integer> orders = perCustomer(InputKind.MANY_CUSTOMERS);
    orders.remove("");

    assertThat(orders.size() / (double) ROWS, closeTo(1.0 / 3, 0.01));
    assertThat(orders.values().stream().mapToInt(n -> n).max().orElse(0), is(3));
  }

  @Test
  void theReaderOfTheRivalsReadsWhatTheLibraryReads() throws Exception {
    for (Path part : orders(InputKind.ORDERS)) {
      try (CsvFile csv = CsvFile.open(part, OrderColumns.COUNT)) {
        for (String[] fields : rows(part)) {
          assertThat(csv.next(), is(true));
          assertThat(csv.text(OrderColumns.CUSTOMER), equalTo(fields[OrderColumns.CUSTOMER]));
          assertThat(
              csv.epochMillis(OrderColumns.AT),
              is(Instant.parse(fields[OrderColumns.AT]).toEpochMilli()));
          assertThat(
              csv.decimal(OrderColumns.PRICE), is(Double.parseDouble(fields[OrderColumns.PRICE])));
          assertThat(csv.wholeNumber(OrderColumns.ID), is(Long.parseLong(fields[OrderColumns.ID])));
        }
        assertThat(csv.next(), is(false));
      }
    }
  }

  private Map<String, Integer> perCustomer(InputKind kind) throws Exception {
    Map<String, Integer> orders = new HashMap<>();
    for (Path part : orders(kind)) {
      rows(part).forEach(fields -> orders.merge(fields[OrderColumns.CUSTOMER], 1, Integer::sum));
    }
    return orders;
  }

  private List<Path> orders(InputKind kind) throws Exception {
    return InputFiles.parts(InputFiles.of(Input.of(kind, ROWS), folder));
  }

  private static List<String[]> rows(Path part) throws Exception {
    List<String> lines = Files.readAllLines(part);
    return lines.subList(1, lines.size()).stream().map(line -> line.split(",", -1)).toList();
  }
}
