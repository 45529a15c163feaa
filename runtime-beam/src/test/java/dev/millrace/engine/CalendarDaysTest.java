package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.millrace.plan.WindowSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days of zones where clocks change, from the zones' published rules, worked out by hand. */
class CalendarDaysTest {
  @ParameterizedTest
  @CsvSource({
    // London: forward at 01:00, back at 02:00.
    "Europe/London, 2026-03-28, 2026-03-28T00:00:00Z, 2026-03-29T00:00:00Z",
    "Europe/London, 2026-03-29, 2026-03-29T00:00:00Z, 2026-03-29T23:00:00Z",
    "Europe/London, 2026-10-25, 2026-10-24T23:00:00Z, 2026-10-26T00:00:00Z",
    // Lord Howe Island: by half an hour.
    "Australia/Lord_Howe, 2026-04-05, 2026-04-04T13:00:00Z, 2026-04-05T13:30:00Z",
    "Australia/Lord_Howe, 2026-10-04, 2026-10-03T13:30:00Z, 2026-10-04T13:00:00Z",
    // São Paulo: forward at midnight, so that the day began at 01:00.
    "America/Sao_Paulo, 2018-11-04, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
    // St John's: back at 00:01 to 23:01 of the day before; what came again is of the day begun.
    "America/St_Johns, 2010-11-06, 2010-11-06T02:30:00Z, 2010-11-07T02:30:00Z",
    "America/St_Johns, 2010-11-07, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z",
    // Samoa went over the date line: the 30th was never.
    "Pacific/Apia, 2011-12-29, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
    "Pacific/Apia, 2011-12-31, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
    // Further from 1970 than nanoseconds reach.
    "UTC, 0001-01-01, 0001-01-01T00:00:00Z, 0001-01-02T00:00:00Z",
    "Europe/London, 9999-12-31, 9999-12-31T00:00:00Z, +10000-01-01T00:00:00Z",
    // Before 1970, and to the microsecond.
    "America/New_York, 1969-12-31, 1969-12-31T05:00:00Z, 1970-01-01T05:00:00Z",
  })
  void aDayHoldsEveryInstantFromItsStartToTheStartOfTheNextInWhateverOrder(
      String zone, LocalDate day, Instant start, Instant end) {
    WindowSpec.CalendarDays days = new WindowSpec.CalendarDays(ZoneId.of(zone));
    long from = micros(start);
    long to = micros(end);
    assertThat(days.day(from), is(day));

    List<Long> times = new ArrayList<>(List.of(from - 1, from, from + 1, to - 1, to, to + 1));
    for (long time = from - 3 * HOUR; time < to + 3 * HOUR; time += 7 * MINUTE) {
      times.add(time);
    }
    WindowAssigner kept = WindowAssigner.of(days);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(times, new Random(seed));
      for (long time : times) {
        assertThat(instant(time), kept.lastStart(time) == from, is(from <= time && time < to));
      }
    }
    assertThat(kept.end(from), is(to));
    assertThat(WindowAssigner.of(days).end(from), is(to));
    assertThat(kept.earlierStart(from, from + 1), is(from));
  }

  private static final long MINUTE = 60_000_000L;
  private static final long HOUR = 60 * MINUTE;

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  private static String instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
