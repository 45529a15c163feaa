package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What units of a stream are called, where their names are folders, and that they stay as long as
 * they are.
 */
class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "2010-12-01T08:30:00Z, 20101201T080000Z",
    "0001-01-01T00:00:00Z, 00010101T000000Z",
    "-0044-03-15T10:00:00Z, minus00440315T100000Z",
    "+52000-01-01T00:00:00Z, plus520000101T000000Z"
  })
  void aUnitIsNamedByItsStartAndAFolderCanHaveTheNameWhateverTheYear(Instant time, String name) {
    Units hours = Units.of(Duration.ofHours(1));
    long micros = time.getEpochSecond() * 1_000_000;

    assertThat(hours.name(hours.of(micros)), equalTo(name));
    assertThat(hours.name(hours.of(micros)), matchesPattern("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"));
  }

  @Test
  void namesOfUnitsOfLessThanASecondSortByTime() {
    Units moments = Units.of(Duration.ofMillis(50));

    List<String> names =
        LongStream.range(-30, 60).mapToObj(each -> moments.name(each * 50_000)).toList();

    assertThat(names.stream().sorted().toList(), equalTo(names));
  }

  @Test
  void stateOfUnitsOfAnotherLengthIsRefused() {
    Units units = Units.of(Duration.ofHours(1));
    units.requireSame(3_600_000_000L, "read:sales");
    StepFailedException refused =
        assertThrows(
            StepFailedException.class, () -> units.requireSame(1_800_000_000L, "read:sales"));
    assertThat(refused.getMessage(), containsString("[MR-R018] read:sales"));
  }
}
