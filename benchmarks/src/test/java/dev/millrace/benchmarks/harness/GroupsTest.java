package dev.millrace.benchmarks.harness;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.benchmarks.input.Input;
import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.input.OrderColumns;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupsTest {
  private static final Entry ORDERS = Workload.A.entry("plain-java");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {2_000_000, 6_000_000, 20_000_000})
  void customersTimesMinutesAreTheGroupsAskedFor(long rows) {
    double minutes = (double) rows / OrderColumns.ROWS_PER_MINUTE;

    assertThat(Groups.FEW.customers(rows) * minutes, closeTo(10_000, 200));
    assertThat(Groups.MIDDLE.customers(rows) * minutes, closeTo(100_000, 200));
    assertThat(Groups.MANY.customers(rows), is(10_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 100_000, 1_000_000})
  void noneHasMoreCustomersThanMany(long rows) {
    assertThat(Groups.MIDDLE.customers(rows), is(10_000));
  }

  @Test
  void bothSizesOfAMeasurementHaveTheSameCustomersSoThatGroupsAreOfTheSameSize() {
    Settings settings =
        Settings.parse(new String[] {"workloads=a", "rows=20000000", "groups=few,many"});

    assertThat(settings.groups(), is(List.of(Groups.FEW, Groups.MANY)));
    assertThat(settings.allRowsOf(ORDERS, Groups.FEW).customers(), is(60));
    assertThat(settings.fewRowsOf(ORDERS, Groups.FEW).customers(), is(60));
    assertThat(settings.fewRowsOf(ORDERS, Groups.FEW).rows(), is(5_000_000L));
  }

  @Test
  void groupsThatAreNotThereAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> Settings.parse(new String[] {"groups=enough"}));
  }

  @Test
  void aProgramFindsAsManyGroupsAsItsInputHasCustomersInOneMinute() throws Exception {
    Input input = new Input(ORDERS.input(), 4_000, 7);

    Measures measures =
        MeasuredProgram.run(ORDERS, InputFiles.of(input, folder), folder.resolve("out"));

    // Four thousand rows are two seconds, strewn over twenty more: one minute.
    assertThat(measures.answer().results(), is(7L));
  }
}
