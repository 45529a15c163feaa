package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.plan.Plan;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sums at the ends of what their types can hold: the right number, or a failure that says which.
 */
class AggregationBoundsTest {
  record Entry(String key, Instant at, long units, @Nullable BigDecimal amount) {}

  record Sums(String key, long units, @Nullable BigDecimal amount) {}

  private static final long MOST = Long.MAX_VALUE;

  @TempDir Path folder;

  @Test
  void aSumLongMayLeaveTheRangeOnItsWayButNotAtItsEnd() throws Exception {
    assertThat(units(MOST, MOST, -MOST), is(MOST));
    assertThat(units(Long.MIN_VALUE, -1, 1), is(Long.MIN_VALUE));
    assertThat(units(MOST, 1, Long.MIN_VALUE), is(0L));
  }

  @Test
  void aSumLongBeyondItsRangeFailsNamingStepAggregationAndTheSum() {
    StepFailedException above = failure(entries(MOST, 1));
    StepFailedException below = failure(entries(Long.MIN_VALUE, -1));

    assertThat(above.code(), is(RunCode.AGGREGATION_FAILED));
    assertThat(
        above.getMessage(),
        allOf(
            containsString("aggregate:sums (AggregationBoundsTest.java:"),
            containsString("sumLong(units)"),
            containsString(" 9223372036854775808,")));
    assertThat(below.getMessage(), containsString(" -9223372036854775809,"));
  }

  @Test
  void aSumDecimalIsTheExactSumOfTheGreatestScale() throws Exception {
    Random random = new Random(7);
    List<Entry> entries = new ArrayList<>();
    BigInteger thousandths = BigInteger.ZERO;
    for (int i = 0; i < 500; i++) {
      long unscaled = random.nextLong();
      entries.add(new Entry("a", Instant.EPOCH, 0, BigDecimal.valueOf(unscaled, 3)));
      thousandths = thousandths.add(BigInteger.valueOf(unscaled));
    }
    entries.add(new Entry("a", Instant.EPOCH, 0, null));
    entries.add(new Entry("a", Instant.EPOCH, 0, new BigDecimal("-7")));
    thousandths = thousandths.subtract(BigInteger.valueOf(7_000));

    assertThat(run(entries), contains(new Sums("a", 0, new BigDecimal(thousandths, 3))));
  }

  @Test
  void aSumDecimalTakesTenThousandPlacesAndRefusesMoreNamingStepAndAggregation() throws Exception {
    BigDecimal finest = new BigDecimal(BigInteger.ONE, 10_000);

    assertThat(
        run(List.of(amount(finest), amount(BigDecimal.ONE))).get(0).amount(),
        is(BigDecimal.ONE.add(finest)));
    StepFailedException refused = failure(List.of(amount(new BigDecimal(BigInteger.ONE, 20_000))));
    assertThat(refused.code(), is(RunCode.AGGREGATION_FAILED));
    assertThat(
        refused.getMessage(),
        allOf(
            containsString("aggregate:sums (AggregationBoundsTest.java:"),
            containsString("sumDecimal(amount)"),
            containsString("the scale 20000")));
  }

  private long units(long... units) throws IOException {
    return run(entries(units)).get(0).units();
  }

  private static List<Entry> entries(long... units) {
    return Arrays.stream(units)
        .mapToObj(each -> new Entry("a", Instant.EPOCH, each, null))
        .toList();
  }

  private static Entry amount(BigDecimal amount) {
    return new Entry("a", Instant.EPOCH, 0, amount);
  }

  private StepFailedException failure(List<Entry> entries) {
    return assertThrows(StepFailedException.class, () -> run(entries));
  }

  private List<Sums> run(List<Entry> entries) throws IOException {
    Path out = Files.createTempDirectory(folder, "run");
    Limits limits = new Limits(2, 1 << 20, 1 << 20, 2, Integer.MAX_VALUE, Long.MAX_VALUE, 1 << 16);
    EngineRun run = new EngineRun(plan(), limits, 1, out);
    run.run(Shape.of(Entry.class), entries);
    return run.sink("sums", Sums.class);
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(Source.of("entries", Entry.class))
        .timestamps(Entry::at, Lateness.none())
        .keyBy(Entry::key)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("sums")
        .as(Sums.class)
        .key(Sums::key, Entry::key)
        .set(Sums::units, Aggregations.sumLong(Entry::units).orElse(0L))
        .set(Sums::amount, Aggregations.sumDecimal(Entry::amount))
        .build()
        .to(Sink.of("sums", Sums.class));
    return pipeline.plan();
  }
}
