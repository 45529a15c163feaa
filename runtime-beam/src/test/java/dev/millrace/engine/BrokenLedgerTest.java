package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.engine.EngineRun.Fault;
import dev.millrace.plan.Plan;
import dev.millrace.record.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs in which something is lost or doubled on its way: none of them publishes (SEMANTICS L2). */
class BrokenLedgerTest {
  record Hit(String page, Instant at) {}

  record Hits(String page, long hits) {}

  private static final Limits LIMITS =
      new Limits(20, 1 << 20, 1 << 20, 3, Integer.MAX_VALUE, Long.MAX_VALUE, 1 << 16);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aRunThatLosesOrDoublesRowsFailsAndWhatWasPublishedBeforeStays(Fault fault) throws Exception {
    List<Hit> before = List.of(new Hit("before", Instant.EPOCH));
    new EngineRun(plan(), LIMITS, 1, folder).run(Shape.of(Hit.class), before);
    EngineRun run = new EngineRun(plan(), LIMITS, 2, folder).with(fault);

    StepFailedException failure =
        assertThrows(StepFailedException.class, () -> run.run(Shape.of(Hit.class), hits()));

    assertThat(failure.code(), is(RunCode.LEDGER_BROKEN));
    assertThat(failure.getMessage(), containsString("[MR-R004] pipeline 'hits'"));
    assertThat(failure.getMessage(), containsString("records should have been there"));
    assertThat(run.sink("totals", Hits.class), is(List.of(new Hits("before", 1))));
  }

  @ParameterizedTest
  @EnumSource(names = "NONE")
  void theSameRunWithoutAFaultPublishes(Fault fault) throws Exception {
    EngineRun run = new EngineRun(plan(), LIMITS, 2, folder).with(fault);

    run.run(Shape.of(Hit.class), hits());

    assertThat(run.sink("totals", Hits.class).stream().mapToLong(Hits::hits).sum(), is(200L));
  }

  private static List<Hit> hits() {
    return IntStream.range(0, 200)
        .mapToObj(i -> new Hit("page" + i % 7, Instant.EPOCH.plusSeconds(i)))
        .toList();
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("hits");
    pipeline
        .read(Source.of("hits", Hit.class))
        .timestamps(Hit::at, Lateness.none())
        .keyBy(Hit::page)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("totals")
        .as(Hits.class)
        .key(Hits::page, Hit::page)
        .set(Hits::hits, Aggregations.count())
        .build()
        .to(Sink.of("totals", Hits.class));
    return pipeline.plan();
  }
}
