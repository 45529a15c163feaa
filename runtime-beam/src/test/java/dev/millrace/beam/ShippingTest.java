package dev.millrace.beam;

import static dev.millrace.Aggregations.count;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Limits;
import dev.millrace.engine.OutletPlan;
import dev.millrace.engine.RunCode;
import dev.millrace.engine.Shipment;
import dev.millrace.engine.StagePlan;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.StepFailedException;
import dev.millrace.engine.StreamStage;
import dev.millrace.engine.Units;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.Publisher;
import dev.millrace.record.Shape;
import dev.millrace.upgrade.SavedPlan;
import dev.millrace.upgrade.StepVerdict;
import dev.millrace.upgrade.Upgrade;
import dev.millrace.upgrade.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader of one definition has packed is sent on by another one: as the verdict said. */
class ShippingTest {
  record Sale(String shop, Instant at) {}

  record Sales(String shop, Instant start, long sales) {}

  private static final String SUMS = "aggregate:sums";

  @TempDir Path folder;

  private interface Wiring {
    void of(Events<Sale> sales);
  }

  private static Plan plan(Wiring wiring) {
    Pipeline pipeline = Pipeline.named("shop");
    wiring.of(pipeline.read(Source.of("sales", Sale.class)).timestamps(Sale::at, Lateness.none()));
    return pipeline.plan();
  }

  private static void sums(Events<Sale> sales) {
    sales
        .keyBy(Sale::shop)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("sums")
        .as(Sales.class)
        .key(Sales::shop, Sale::shop)
        .start(Sales::start)
        .set(Sales::sales, count())
        .build()
        .to(Sink.of("sums", Sales.class));
  }

  private static Events<Sale> firsts(Events<Sale> sales) {
    return sales.keyBy(Sale::shop).deduplicate("firsts", Duration.ofHours(1));
  }

  private static final Plan SIDE_BY_SIDE =
      plan(
          sales -> {
            firsts(sales).to(Sink.of("firsts", Sale.class));
            sums(sales);
          });
  private static final Plan FILTERED =
      plan(
          sales -> {
            sums(sales.filter("some", sale -> !sale.shop().isEmpty()));
            firsts(sales).to(Sink.of("firsts", Sale.class));
          });
  private static final Plan IN_A_ROW =
      plan(
          sales -> {
            Events<Sale> firsts = firsts(sales);
            firsts.to(Sink.of("firsts", Sale.class));
            sums(firsts);
          });

  private StageSetting setting(Plan plan) throws IOException {
    String out = folder.resolve("out").toString();
    try (OpenRun open = Publisher.of(PublicationLayout.of("shop", List.of(out))).begin("r")) {
      return new StageSetting(
          StagePlan.of(plan, plan.reads().get(0)),
          new OutletPlan(open.staging(), Map.of()),
          Limits.ofStream(4),
          Units.of(Duration.ofHours(1)),
          "r");
    }
  }

  /** What waits in a reader, some rows into the hour. */
  private List<Shipment> packed(Plan plan) throws IOException {
    Step.Read read = plan.reads().get(0);
    List<Sale> sales = new ArrayList<>();
    for (int row = 0; row < 100; row++) {
      sales.add(new Sale("shop " + row % 3, Instant.EPOCH.plusSeconds(row)));
    }
    SourceBinding<Sale> rows = Rows.stream(Sale.class, List.of(sales));
    String partition = rows.partitions(Shape.of(Sale.class), Long.MAX_VALUE).get(0).name();
    List<Shipment> packed = new ArrayList<>();
    try (StreamStage<?> stage =
        StreamStage.open(read, rows, setting(plan), partition, Clock.systemUTC(), new byte[0])) {
      for (Optional<byte[]> next = stage.next(); next.isPresent(); next = stage.next()) {
        packed.add(Shipment.fromBytes(next.get()));
      }
    }
    return packed;
  }

  private void send(List<Shipment> shipments, Plan plan) throws IOException {
    Shipping shipping = new Shipping(setting(plan), 4, false);
    Shipping.Outputs anywhere =
        new Shipping.Outputs() {
          @Override
          public <V> void output(
              TupleTag<V> tag, V value, org.joda.time.Instant time, IntervalWindow window) {}
        };
    shipments.forEach(each -> shipping.send(each, anywhere));
  }

  private static Verdict verdict(Plan before, Plan now) {
    return Upgrade.of(SavedPlan.of(before, 4, 3_600_000), SavedPlan.of(now, 4, 3_600_000))
        .steps()
        .stream()
        .filter(each -> each.step().equals(SUMS))
        .map(StepVerdict::verdict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsPackedArrivesBehindAnotherStepThatKeepsNothing() throws IOException {
    List<Shipment> packed = packed(SIDE_BY_SIDE);

    assertThat(packed.stream().map(Shipment::target).toList(), hasItem(SUMS));
    assertThat(verdict(SIDE_BY_SIDE, FILTERED), is(Verdict.COMPATIBLE));
    send(packed, FILTERED);
  }

  @Test
  void whatIsPackedForAStepThatIsFedByAnotherNowIsRefusedAsWasSaid() throws IOException {
    List<Shipment> packed = packed(SIDE_BY_SIDE);

    StepFailedException refused =
        assertThrows(StepFailedException.class, () -> send(packed, IN_A_ROW));
    assertThat(refused.code(), equalTo(RunCode.STATE_REFUSED));
    assertThat(verdict(SIDE_BY_SIDE, IN_A_ROW), is(Verdict.INCOMPATIBLE));
  }
}
