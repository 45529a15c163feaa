package dev.millrace.connect.files;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.max;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.testkit.ExpectedRows.rowsInAnyOrder;
import static dev.millrace.testkit.Rejections.hasRule;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.files.shop.Order;
import dev.millrace.connect.files.shop.Revenue;
import dev.millrace.connect.files.shop.Sale;
import dev.millrace.launch.Millrace;
import dev.millrace.testkit.PipelineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs over rows of classes that Avro generated. */
class GeneratedRunTest {
  record PlainSale(
      String customer, Instant at, double amount, int pieces, @Nullable String voucher) {}

  record PlainRevenue(
      String customer, Instant from, double total, long sales, @Nullable Double largest) {}

  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Sink<Revenue> REVENUE = Sink.of("revenue", Revenue.class);
  private static final Source<PlainSale> PLAIN_SALES = Source.of("sales", PlainSale.class);
  private static final Sink<PlainRevenue> PLAIN_REVENUE = Sink.of("revenue", PlainRevenue.class);
  private static final Sink<Sale> FIRST = Sink.of("first", Sale.class);
  private static final Sink<Sale> SECOND = Sink.of("second", Sale.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  @TempDir Path folder;

  private static Pipeline generated() {
    Pipeline pipeline = Pipeline.named("revenue");
    pipeline
        .read(SALES)
        .validate(
            Rules.on(Sale.class)
                .inRange(Sale::getAmount, Range.atLeast(0.0))
                .check("pieces", sale -> sale.getPieces() > 0))
        .quarantine(REJECTED)
        .timestamps(Sale::getAt, Lateness.of(ofMinutes(10)))
        .map(
            sale ->
                new Sale(
                    sale.getCustomer().toUpperCase(java.util.Locale.ROOT),
                    sale.getAt(),
                    sale.getVoucher() == null ? sale.getAmount() : 0.0,
                    sale.getPieces(),
                    null))
        .keyBy(Sale::getCustomer)
        .window(Window.tumbling(ofDays(1)))
        .aggregate("revenue")
        .as(Revenue.class)
        .key(Revenue::getCustomer, Sale::getCustomer)
        .start(Revenue::getFrom)
        .set(Revenue::getTotal, sum(Sale::getAmount))
        .set(Revenue::getSales, count())
        .set(Revenue::getLargest, max(Sale::getAmount))
        .build()
        .to(REVENUE);
    return pipeline;
  }

  private static Pipeline plain() {
    Pipeline pipeline = Pipeline.named("revenue");
    pipeline
        .read(PLAIN_SALES)
        .validate(
            Rules.on(PlainSale.class)
                .inRange(PlainSale::amount, Range.atLeast(0.0))
                .check("pieces", sale -> sale.pieces() > 0))
        .quarantine(REJECTED)
        .timestamps(PlainSale::at, Lateness.of(ofMinutes(10)))
        .map(
            sale ->
                new PlainSale(
                    sale.customer().toUpperCase(java.util.Locale.ROOT),
                    sale.at(),
                    sale.voucher() == null ? sale.amount() : 0.0,
                    sale.pieces(),
                    null))
        .keyBy(PlainSale::customer)
        .window(Window.tumbling(ofDays(1)))
        .aggregate("revenue")
        .as(PlainRevenue.class)
        .key(PlainRevenue::customer, PlainSale::customer)
        .start(PlainRevenue::from)
        .set(PlainRevenue::total, sum(PlainSale::amount))
        .set(PlainRevenue::sales, count())
        .set(PlainRevenue::largest, max(PlainSale::amount))
        .build()
        .to(PLAIN_REVENUE);
    return pipeline;
  }

  private void writeSales() throws IOException {
    Random random = new Random(20261121);
    Path in = java.nio.file.Files.createDirectories(folder.resolve("in"));
    for (String name : List.of("a.avro", "b.avro")) {
      try (DataFileWriter<Sale> writer =
          new DataFileWriter<>(new SpecificDatumWriter<>(Sale.class))) {
        writer.create(Sale.getClassSchema(), in.resolve(name).toFile());
        for (int i = 0; i < 500; i++) {
          writer.append(
              new Sale(
                  "abc".substring(random.nextInt(3)),
                  Instant.ofEpochMilli(random.nextInt(3 * 86_400_000)),
                  random.nextDouble() * 100 - 5,
                  random.nextInt(20),
                  random.nextBoolean() ? "half" : null));
        }
      }
    }
  }

  private Bindings bindings(Source<?> source, Sink<?> sink, String out) {
    return Bindings.of()
        .read(source, Files.avro(folder + "/in"))
        .write(sink, Files.avroTo(folder + "/" + out))
        .quarantine(REJECTED, Files.rejected(folder + "/" + out + "-rejected"));
  }

  @Test
  void avroInAndAvroOutGivesWhatTheSamePipelineOverRecordsGives() throws IOException {
    writeSales();
    Millrace.run(
        generated(),
        bindings(SALES, REVENUE, "out"),
        PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
    Millrace.run(
        plain(),
        bindings(PLAIN_SALES, PLAIN_REVENUE, "plain"),
        PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
    List<PlainRevenue> fromGenerated =
        Gathered.from(Files.avro(folder + "/out"), Revenue.class).values().stream()
            .map(
                row ->
                    new PlainRevenue(
                        row.getCustomer(),
                        row.getFrom(),
                        row.getTotal(),
                        row.getSales(),
                        row.getLargest()))
            .sorted(Comparator.comparing(PlainRevenue::toString))
            .toList();
    List<PlainRevenue> fromRecords =
        Gathered.from(Files.avro(folder + "/plain"), PlainRevenue.class).values().stream()
            .sorted(Comparator.comparing(PlainRevenue::toString))
            .toList();
    assertThat(fromGenerated, equalTo(fromRecords));
    assertThat(fromGenerated, hasSize(9));
    record Place(long position, String partition) {}
    List<Place> refused =
        Gathered.from(Files.jsonl(folder + "/out-rejected"), Place.class).values();
    List<Place> alsoRefused =
        Gathered.from(Files.jsonl(folder + "/plain-rejected"), Place.class).values();
    assertThat(sorted(refused), equalTo(sorted(alsoRefused)));
    assertThat(refused.isEmpty(), equalTo(false));
    try (java.util.stream.Stream<Path> parts = java.nio.file.Files.list(folder.resolve("out"))) {
      Path part = parts.filter(each -> each.toString().endsWith(".avro")).findFirst().orElseThrow();
      assertThat(
          AvroFiles.read(part).get(0).getSchema().toString(),
          equalTo(Revenue.getClassSchema().toString()));
    }
  }

  private static List<String> sorted(List<?> rows) {
    return rows.stream().map(Object::toString).sorted().toList();
  }

  private static Sale sale(String customer, double amount) {
    return new Sale(customer, Instant.EPOCH, amount, 1, null);
  }

  @Test
  void whatAFunctionDoesToItsRowIsSeenByNobodyElse() {
    Pipeline pipeline = Pipeline.named("branches");
    Records<Sale> sales =
        pipeline
            .read(SALES)
            .map(
                sale -> {
                  sale.setAmount(sale.getAmount() * 2);
                  return sale;
                })
            .named("doubled");
    sales
        .filter(
            "spoils",
            sale -> {
              sale.setAmount(-1.0);
              sale.setCustomer("spoilt");
              return true;
            })
        .map(
            sale -> {
              sale.setPieces(99);
              return sale;
            })
        .named("more")
        .to(FIRST);
    sales.to(SECOND);
    PipelineTest.of(pipeline)
        .given(SALES, sale("a", 1.0), sale("b", 2.0))
        .run()
        .expect(
            FIRST,
            rowsInAnyOrder(
                new Sale("a", Instant.EPOCH, 2.0, 99, null),
                new Sale("b", Instant.EPOCH, 4.0, 99, null)))
        .expect(SECOND, rowsInAnyOrder(sale("a", 2.0), sale("b", 4.0)));
  }

  @Test
  void whatIsInsideARowIsNoMoreSharedThanTheRow() {
    Source<Order> source = Source.of("orders", Order.class);
    Sink<Order> copies = Sink.of("copies", Order.class);
    Pipeline pipeline = Pipeline.named("nested");
    Records<Order> orders = pipeline.read(source);
    Records<Order> mapped =
        orders.map(order -> Order.newBuilder(order).setId(1L).build()).named("one");
    mapped
        .filter(
            "spoils",
            order -> {
              order.getHome().setStreet("spoilt");
              return order.getFormer().stream().peek(each -> each.setStreet("s")).count() < 0;
            })
        .to(Sink.of("nothing", Order.class));
    mapped.to(copies);
    List<Order> rows = Orders.random(11, 20);
    List<Order> expected = new ArrayList<>();
    for (Order row : rows) {
      expected.add(Order.newBuilder(row).setId(1L).build());
    }
    PipelineTest.of(pipeline)
        .given(source, rows.toArray(new Order[0]))
        .run()
        .expect(copies, rowsInAnyOrder(expected.toArray(new Order[0])));
  }

  @Test
  void aListOfARowThatAFunctionWasGivenCannotBeChanged() {
    Source<Order> source = Source.of("orders", Order.class);
    Pipeline pipeline = Pipeline.named("lists");
    pipeline
        .read(source)
        .tryMap(
            order -> {
              order.getTags().add("more");
              return order;
            })
        .quarantine(REJECTED)
        .to(Sink.of("out", Order.class));
    PipelineTest.of(pipeline)
        .given(source, Orders.random(12, 1).get(0))
        .run()
        .expectQuarantined(REJECTED, contains(hasRule("tryMap:Order")));
  }

  @Test
  void aRowOfAJoinOrALookupIsChangedForOnePairAlone() {
    Source<Sale> others = Source.of("others", Sale.class);
    Pipeline pipeline = Pipeline.named("pairs");
    Lateness lateness = Lateness.of(ofMinutes(1));
    pipeline
        .read(SALES)
        .timestamps(Sale::getAt, lateness)
        .keyBy(Sale::getCustomer)
        .window(Window.tumbling(ofDays(1)))
        .join(
            "pairs",
            pipeline.read(others).timestamps(Sale::getAt, lateness).keyBy(Sale::getCustomer))
        .inner(Sale.class, GeneratedRunTest::added)
        .to(FIRST);
    Source<Sale> prices = Source.of("prices", Sale.class);
    Source<Sale> asking = Source.of("asking", Sale.class);
    pipeline
        .read(asking)
        .lookup(
            Sale::getCustomer,
            pipeline.read(prices).tableBy(Sale::getCustomer),
            Sale.class,
            (sale, price) -> added(price.orElseThrow(), sale))
        .to(SECOND);
    PipelineTest.of(pipeline)
        .given(SALES, sale("a", 1.0), sale("a", 2.0))
        .given(others, sale("a", 10.0), sale("a", 20.0))
        .given(prices, sale("a", 100.0))
        .given(asking, sale("a", 1.0), sale("a", 2.0))
        .run()
        .expect(FIRST, rowsInAnyOrder(sale("a", 11), sale("a", 21), sale("a", 12), sale("a", 22)))
        .expect(SECOND, rowsInAnyOrder(sale("a", 101), sale("a", 102)));
  }

  private static Sale added(Sale first, Sale second) {
    first.setAmount(first.getAmount() + second.getAmount());
    return first;
  }

  @Test
  void aRowThatAFunctionMadeTooFineFailsTheRunOrIsRejected() {
    Pipeline pipeline = Pipeline.named("fine");
    pipeline.read(SALES).tryMap(GeneratedRunTest::finer).quarantine(REJECTED).to(FIRST);
    PipelineTest.of(pipeline)
        .given(SALES, sale("a", 1.0), sale("b", 2.0))
        .run()
        .expect(FIRST, rowsInAnyOrder(sale("a", 1.0)))
        .expectQuarantined(REJECTED, contains(hasRule("tryMap:Sale")));

    Pipeline failing = Pipeline.named("failing");
    failing.read(SALES).map(GeneratedRunTest::finer).to(FIRST);
    RuntimeException failure =
        assertThrows(
            RuntimeException.class,
            () -> PipelineTest.of(failing).given(SALES, sale("b", 2.0)).run());
    assertThat(failure.toString(), containsString("is finer than the 1000 microseconds"));
  }

  private static Sale finer(Sale sale) {
    if (sale.getCustomer().equals("b")) {
      sale.put("at", Instant.EPOCH.plusNanos(1000));
    }
    return sale;
  }

  @Test
  void aDifferenceIsShownByTheTestKit() {
    Pipeline pipeline = Pipeline.named("copy");
    pipeline.read(SALES).to(FIRST);
    PipelineTest.Result result =
        PipelineTest.of(pipeline).given(SALES, sale("a", 1.0), sale("a", 1.0)).run();
    AssertionError difference =
        assertThrows(
            AssertionError.class,
            () -> result.expect(FIRST, rowsInAnyOrder(sale("a", 1.0), sale("a", 2.0))));
    assertThat(difference.getMessage(), containsString("\"amount\": 2.0"));
  }
}
