package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Validated;
import dev.millrace.Window;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.engine.Ledger;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.RunCode;
import dev.millrace.plan.Severity;
import dev.millrace.record.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionTest {
  record Sale(@Nullable String shop, Instant at, int quantity, double price) {
    double amount() {
      return quantity * price;
    }
  }

  record Priced(@Nullable String shop, Instant at, double amount) {
    static Priced of(Sale sale) {
      if (sale.quantity() == 13) {
        throw new IllegalArgumentException("unlucky");
      }
      return new Priced(sale.shop(), sale.at(), sale.amount());
    }
  }

  record Hourly(String shop, Instant from, Instant to, double amount, long sales, long big) {}

  static final Source<Sale> SALES = Source.of("sales", Sale.class);
  static final Sink<Hourly> HOURLY = Sink.of("hourly", Hourly.class);
  static final Sink<Priced> PRICED = Sink.of("priced", Priced.class);
  static final Quarantine BAD = Quarantine.of("bad");
  static final Instant NINE = Instant.parse("2026-01-01T09:00:00Z");

  static final Rules<Priced> RULES =
      Rules.on(Priced.class)
          .notNull(Priced::shop)
          .inRange(Priced::amount, Range.greaterThan(0.0))
          .check("not huge", priced -> priced.amount() < 1e6)
          .severity(Severity.WARN);

  @TempDir Path folder;

  @Test
  void rowsAreMappedValidatedFoldedAndPublishedWithAClosedLedger() throws Exception {
    Manifest manifest =
        run(
            pipeline(null),
            new Sale("b", NINE.plusSeconds(59), 2, 1.5),
            new Sale("a", NINE.plusSeconds(3600), 1, 0.1),
            new Sale("a", NINE.plusSeconds(3601), 1, 0.2),
            new Sale(null, NINE, 0, 1.0),
            new Sale("a", NINE, 13, 1.0),
            new Sale("b", NINE, 1, 2e6));

    assertThat(
        Rows.read(Shape.of(Hourly.class), folder.resolve("hourly")),
        contains(
            new Hourly("b", NINE, NINE.plusSeconds(3600), 2_000_003.0, 2, 1),
            new Hourly("a", NINE.plusSeconds(3600), NINE.plusSeconds(7200), 0.1 + 0.2, 2, 0)));
    List<Rejection> rejections = Rows.read(Shape.of(Rejection.class), folder.resolve("bad"));
    assertThat(
        rejections.stream().map(Rejection::rules).toList(),
        contains(List.of("tryMap:Priced"), List.of("shop not null", "amount in (0.0, ∞)")));
    assertThat(rejections.get(1).position(), is(3L));
    assertThat(manifest.ledger().get("read:sales", Ledger.Place.IN).count(), is(6L));
    assertThat(manifest.ledger().get("write:priced", Ledger.Place.COMMITTED).count(), is(4L));
    assertThat(
        manifest.rules().stream()
            .filter(rule -> rule.severity().equals("WARN"))
            .toList()
            .get(0)
            .count(),
        is(1L));
  }

  @Test
  void anEmptySourceIsPublishedToo() throws Exception {
    Manifest manifest = run(pipeline(null));

    assertThat(Rows.read(Shape.of(Hourly.class), folder.resolve("hourly")), is(List.of()));
    assertThat(manifest.outputs().size(), is(3));
  }

  @Test
  void aSecondRunReplacesTheFirst() throws Exception {
    run(pipeline(null), new Sale("a", NINE, 1, 1.0));
    run(pipeline(null), new Sale("b", NINE, 1, 1.0));

    assertThat(
        Rows.read(Shape.of(Hourly.class), folder.resolve("hourly")).stream()
            .map(Hourly::shop)
            .toList(),
        contains("b"));
  }

  @Test
  void manyRejectsFailTheRunKeepTheEarlierOutputAndTheRejects() throws Exception {
    run(pipeline(null), new Sale("a", NINE, 1, 1.0));

    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () ->
                run(
                    pipeline(0.5),
                    new Sale("a", NINE, 1, 1.0),
                    new Sale("c", NINE, -1, 1.0),
                    new Sale("c", NINE, -1, 1.0)));

    assertThat(failure.code(), equalTo(Optional.of(RunCode.TOO_MANY_REJECTED)));
    assertThat(failure.getMessage(), containsString("2 of 3 rows were rejected, more than 0.5"));
    assertThat(Files.exists(failure.keptRejects().orElseThrow()), is(true));
    assertThat(
        Rows.read(Shape.of(Hourly.class), folder.resolve("hourly")).get(0).amount(), is(1.0));
  }

  @Test
  void aRunOfManyPartitionsFoldsAcrossThemAll() throws Exception {
    List<List<Sale>> partitions = new ArrayList<>();
    for (int p = 0; p < 20; p++) {
      List<Sale> rows = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        rows.add(new Sale("shop" + i % 7, NINE.plusMillis(i * 1000L), 1, 0.1 * i));
      }
      partitions.add(rows);
    }
    Manifest manifest =
        Execution.run(
            pipeline(null).plan(),
            bindings().read(SALES, Rows.partitioned(Sale.class, partitions)),
            PipelineOptionsFactory.create(),
            Execution.newRunId());

    assertThat(manifest.ledger().get("read:sales", Ledger.Place.IN).count(), is(100_000L));
    assertThat(
        Rows.read(Shape.of(Hourly.class), folder.resolve("hourly")).stream()
            .mapToLong(Hourly::sales)
            .sum(),
        is(100_000L - 20 /* amounts of zero */));
  }

  private Manifest run(Pipeline pipeline, Sale... sales) {
    return Execution.run(
        pipeline.plan(),
        bindings().read(SALES, Rows.source(Sale.class, List.of(sales))),
        PipelineOptionsFactory.create(),
        Execution.newRunId());
  }

  private Bindings bindings() {
    return Bindings.of()
        .write(HOURLY, Rows.sink(folder.resolve("hourly")))
        .write(PRICED, Rows.sink(folder.resolve("priced")))
        .quarantine(BAD, Rows.sink(folder.resolve("bad")));
  }

  private static Pipeline pipeline(@Nullable Double failAbove) {
    Pipeline pipeline = Pipeline.named("sales-by-hour");
    Validated<dev.millrace.Records<Priced>> checked =
        pipeline.read(SALES).tryMap(Priced::of).quarantine(BAD).validate(RULES);
    var valid = failAbove == null ? checked.quarantine(BAD) : checked.quarantine(BAD, failAbove);
    var events = valid.timestamps(Priced::at, Lateness.none());
    events.to(PRICED);
    events
        .keyBy(Priced::shop)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("hourly")
        .as(Hourly.class)
        .key(Hourly::shop, Priced::shop)
        .start(Hourly::from)
        .end(Hourly::to)
        .set(Hourly::amount, Aggregations.sum(Priced::amount))
        .set(Hourly::sales, Aggregations.count())
        .set(
            Hourly::big,
            Aggregations.count().where("big", (Priced priced) -> priced.amount() > 1e6))
        .build()
        .to(HOURLY);
    return pipeline;
  }
}
