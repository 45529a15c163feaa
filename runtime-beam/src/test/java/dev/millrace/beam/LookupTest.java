package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Table;
import dev.millrace.Window;
import dev.millrace.connect.ChangingSource;
import dev.millrace.connect.Rows;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.RunCode;
import dev.millrace.plan.ProblemsException;
import dev.millrace.testkit.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables and what is looked up in them, on every runner, in batches and streams. */
class LookupTest {
  record Order(long id, @Nullable String product, Instant at) {}

  record Product(String code, String name, int price) {}

  /** A table whose key may be null. */
  record Offer(@Nullable String code, int percent) {}

  record Priced(long id, Instant at, @Nullable String name, int price) {
    static Priced of(Order order, Optional<Product> product) {
      return new Priced(
          order.id(),
          order.at(),
          product.map(Product::name).orElse(null),
          product.map(Product::price).orElse(-1));
    }
  }

  record Person(String name, @Nullable String boss) {}

  record Report(String name, @Nullable String boss, @Nullable String bossOfBoss) {}

  record Revenue(String name, long price) {}

  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Source<Product> PRODUCTS = Source.of("products", Product.class);
  static final Source<Offer> OFFERS = Source.of("offers", Offer.class);
  static final Source<Person> PEOPLE = Source.of("people", Person.class);
  static final Sink<Priced> PRICED = Sink.of("priced", Priced.class);
  static final Sink<Report> REPORTS = Sink.of("reports", Report.class);
  static final Sink<Revenue> REVENUES = Sink.of("revenues", Revenue.class);
  static final Quarantine BAD = Quarantine.of("bad");
  static final Quarantine LATE = Quarantine.of("late");
  static final Lateness LATENESS = Lateness.of(Duration.ofHours(1)).lateTo(LATE);

  /** What a case gives to the sources. */
  record Input(String name, List<Order> orders, List<Product> products) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> cases() {
    List<Input> inputs =
        List.of(
            new Input("nothing", List.of(), List.of()),
            new Input("an empty table", orders(1, 50, 5), List.of()),
            new Input("nobody asks", List.of(), products(2, 50)),
            new Input("one row", List.of(order(1, "p0", 0)), products(3, 1)),
            new Input("misses and null keys", orders(4, 3_000, 400), products(5, 200)),
            new Input("a large table", orders(6, 5_000, 30_000), products(7, 20_000)));
    return inputs.stream()
        .flatMap(
            input ->
                Stream.of(Runner.values())
                    .filter(runner -> runner == Runner.DIRECT || input.orders().size() > 1_000)
                    .map(runner -> Arguments.of(runner, input)));
  }

  /** The oracle is a map. */
  @ParameterizedTest
  @MethodSource("cases")
  void everyRowGetsTheRowOfItsKeyOrNothingInABatchAndInAStream(Runner runner, Input input) {
    Map<String, Product> oracle = new HashMap<>();
    input.products().stream()
        .filter(product -> product.price() >= 0)
        .forEach(product -> oracle.put(product.code(), product));
    List<Priced> expected = new ArrayList<>();
    for (Order order : input.orders()) {
      expected.add(Priced.of(order, Optional.ofNullable(oracle.get(order.product()))));
    }

    PipelineTest.Result batch =
        PipelineTest.of(priced())
            .given(ORDERS, input.orders().toArray(Order[]::new))
            .given(PRODUCTS, input.products().toArray(Product[]::new))
            .run(runner.options());
    PipelineTest.Result stream =
        PipelineTest.of(priced())
            .givenStream(ORDERS, halves(input.orders()).get(0), halves(input.orders()).get(1))
            .given(PRODUCTS, input.products().toArray(Product[]::new))
            .run(runner.options("--publishEveryMillis=7200000"));

    long bad = input.products().stream().filter(product -> product.price() < 0).count();
    for (PipelineTest.Result result : List.of(batch, stream)) {
      assertThat(sorted(result.rows(PRICED)), equalTo(sorted(expected)));
      assertThat((long) result.rejections(BAD).size(), is(bad));
      assertThat(
          result.manifest().ledger().get("lookup:products", Place.OUT).count(),
          is((long) oracle.size()));
    }
    assertThat(stream.rejections(LATE), empty());
  }

  private static Pipeline priced() {
    Pipeline pipeline = Pipeline.named("p");
    Table<String, Product> products =
        pipeline
            .read(PRODUCTS)
            .validate(Rules.on(Product.class).inRange(Product::price, Range.atLeast(0)))
            .quarantine(BAD)
            .tableBy(Product::code);
    pipeline
        .read(ORDERS)
        .timestamps(Order::at, LATENESS)
        .lookup(Order::product, products, Priced::of)
        .to(PRICED);
    return pipeline;
  }

  private static Events<Revenue> hourly(String name, Events<Revenue> revenues) {
    return revenues
        .keyBy(Revenue::name)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate(name)
        .as(Revenue.class)
        .key(Revenue::name, Revenue::name)
        .set(Revenue::price, Aggregations.sumLong(Revenue::price))
        .build();
  }

  @Test
  void aRowKeepsItsTimeAndCanBeGroupedBehindALookup() {
    Pipeline pipeline = Pipeline.named("p");
    Table<String, Product> products = pipeline.read(PRODUCTS).tableBy(Product::code);
    Events<Revenue> revenues =
        pipeline
            .read(ORDERS)
            .timestamps(Order::at, LATENESS)
            .lookup(Order::product, products, Priced::of)
            .validate(Rules.on(Priced.class).notNull(Priced::name))
            .dropInvalid()
            .map(priced -> new Revenue(String.valueOf(priced.name()), priced.price()));
    hourly("revenues", revenues).to(REVENUES);

    PipelineTest.of(pipeline)
        .given(PRODUCTS, new Product("a", "Apple", 3))
        .given(
            ORDERS, order(1, "a", 0), order(2, "a", 3_599), order(3, "a", 3_600), order(4, "x", 0))
        .run()
        .expect(REVENUES, contains(new Revenue("Apple", 6), new Revenue("Apple", 3)));
  }

  @Test
  void aRowBehindAnAggregationCanLookSomethingUpToo() {
    Pipeline pipeline = Pipeline.named("p");
    Table<String, Product> products = pipeline.read(PRODUCTS).tableBy(Product::code);
    Events<Revenue> orders =
        pipeline
            .read(ORDERS)
            .timestamps(Order::at, LATENESS)
            .filter("has a product", order -> order.product() != null)
            .map(order -> new Revenue(String.valueOf(order.product()), 1));
    hourly("orders", orders)
        .lookup(
            Revenue::name,
            products,
            (sum, product) ->
                new Revenue(sum.name(), product.map(Product::price).orElse(0) * sum.price()))
        .to(REVENUES);

    PipelineTest.of(pipeline)
        .givenStream(ORDERS, List.of(order(1, "a", 0), order(2, "a", 5), order(3, "b", 6)))
        .given(PRODUCTS, new Product("a", "Apple", 3))
        .run()
        .expect(REVENUES, containsInAnyOrder(new Revenue("a", 6), new Revenue("b", 0)));
  }

  @ParameterizedTest
  @EnumSource
  void rowsCanBeLookedUpAmongThemselvesAndATableCanBeMadeWithAnother(Runner runner) {
    Pipeline pipeline = Pipeline.named("p");
    Records<Person> people = pipeline.read(PEOPLE);
    Records<Report> reports =
        people
            .lookup(
                Person::boss,
                people.tableBy(Person::name),
                (person, boss) ->
                    new Report(person.name(), person.boss(), boss.map(Person::boss).orElse(null)))
            .named("bosses");
    people
        .lookup(
            Person::boss,
            reports.tableBy(Report::name),
            (person, boss) ->
                new Report(
                    person.name(),
                    boss.map(Report::boss).orElse(null),
                    boss.map(Report::bossOfBoss).orElse(null)))
        .to(REPORTS);

    PipelineTest.of(pipeline)
        .given(
            PEOPLE,
            new Person("ann", null),
            new Person("bob", "ann"),
            new Person("cid", "bob"),
            new Person("dot", "cid"))
        .run(runner.options())
        .expect(
            REPORTS,
            containsInAnyOrder(
                new Report("ann", null, null),
                new Report("bob", null, null),
                new Report("cid", "ann", null),
                new Report("dot", "bob", "ann")));
  }

  @Test
  void aRowOfATableWithoutAKeyIsFoundByNobodyAndMayBeThereTwice() {
    Pipeline pipeline = Pipeline.named("p");
    Table<String, Offer> offers = pipeline.read(OFFERS).tableBy(Offer::code);
    pipeline
        .read(ORDERS)
        .lookup(
            Order::product,
            offers,
            (order, offer) ->
                new Priced(order.id(), order.at(), null, offer.map(Offer::percent).orElse(0)))
        .to(PRICED);

    PipelineTest.Result result =
        PipelineTest.of(pipeline)
            .given(OFFERS, new Offer(null, 7), new Offer("a", 5), new Offer(null, 8))
            .given(ORDERS, order(1, null, 0), order(2, "a", 0), order(3, "b", 0))
            .run();

    result.expect(
        PRICED,
        containsInAnyOrder(
            new Priced(1, at(0), null, 0),
            new Priced(2, at(0), null, 5),
            new Priced(3, at(0), null, 0)));
    assertThat(result.manifest().ledger().get("lookup:offers", Place.OUT).count(), is(3L));
    assertThat(result.manifest().ledger().get("lookup:offers", Place.HELD).count(), is(3L));
  }

  @ParameterizedTest
  @EnumSource
  void twoRowsWithOneKeyFailTheRunAndAreBothNamed(Runner runner) {
    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () ->
                PipelineTest.of(priced())
                    .given(
                        PRODUCTS,
                        new Product("a", "Apple", 1),
                        new Product("b", "Banana", 1),
                        new Product("a", "Avocado", 2))
                    .run(runner.options()));

    assertThat(failure.code(), equalTo(Optional.of(RunCode.TABLE_KEY_TWICE)));
    assertThat(
        failure.getMessage(),
        allOf(
            containsString("lookup:products (LookupTest.java:"),
            containsString("code a: record 0 of rows and record 2 of rows")));
  }

  /** What is read for the books must be what was looked up in. */
  @ParameterizedTest
  @EnumSource
  void aTableThatIsWrittenToDuringTheRunFailsABatchAndAStream(Runner runner) {
    List<List<Product>> versions =
        List.of(
            List.of(new Product("a", "Apple", 1), new Product("b", "Banana", 1)),
            List.of(new Product("a", "Apple", 2), new Product("b", "Banana", 1)));
    PipelineTest batch =
        PipelineTest.of(priced()).given(ORDERS, order(1, "a", 0), order(2, "b", 0));
    PipelineTest stream =
        PipelineTest.of(priced()).givenStream(ORDERS, List.of(order(1, "a", 0), order(2, "b", 0)));

    for (PipelineTest test : List.of(batch, stream)) {
      RunFailedException failure =
          assertThrows(
              RunFailedException.class,
              () ->
                  test.givenFrom(
                          PRODUCTS,
                          ChangingSource.of(
                              Rows.source(Product.class, versions.get(0)),
                              Rows.source(Product.class, versions.get(1))))
                      .run(runner.options()));

      assertThat(failure.code(), equalTo(Optional.of(RunCode.TABLE_CHANGED)));
      assertThat(failure.getMessage(), containsString("2 rows when the run began, others now"));
    }
  }

  @Test
  void aFunctionThatGivesNullFailsTheRun() {
    Pipeline pipeline = Pipeline.named("p");
    Table<String, Product> products = pipeline.read(PRODUCTS).tableBy(Product::code);
    pipeline
        .read(ORDERS)
        .lookup(Order::product, products, Priced.class, (order, product) -> nothing())
        .to(PRICED);

    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () -> PipelineTest.of(pipeline).given(ORDERS, order(7, "a", 0)).run());

    assertThat(failure.code(), equalTo(Optional.of(RunCode.FUNCTION_FAILED)));
    assertThat(failure.getMessage(), containsString("gave null for record 0 of rows"));
  }

  @SuppressWarnings("NullAway")
  private static Priced nothing() {
    return Collections.<Priced>singletonList(null).get(0);
  }

  @Test
  void aRowThatATableRefusesIsNoRowOfIt() {
    PipelineTest.of(priced())
        .given(PRODUCTS, new Product("a", "broken", -1), new Product("a", "Apple", 4))
        .given(ORDERS, order(1, "a", 0))
        .run()
        .expect(PRICED, contains(new Priced(1, at(0), "Apple", 4)));
  }

  @Test
  void aTableWhoseSourceDoesNotEndIsToldBeforeTheFirstRow() {
    ProblemsException problems =
        assertThrows(
            ProblemsException.class,
            () ->
                PipelineTest.of(priced())
                    .givenStream(PRODUCTS, List.of(new Product("a", "Apple", 1)))
                    .run());

    assertThat(
        problems.getMessage(), containsString("[MR-R012] lookup:products (LookupTest.java:"));
    assertThat(problems.getMessage(), not(containsString("MR-R009")));
  }

  private static List<Order> orders(long seed, int size, int codes) {
    Random random = new Random(seed);
    return IntStream.range(0, size)
        .mapToObj(i -> order(i, random.nextInt(9) == 0 ? null : "p" + random.nextInt(codes), i))
        .toList();
  }

  private static List<Product> products(long seed, int size) {
    Random random = new Random(seed);
    List<Product> products = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      products.add(new Product("p" + i, "name " + random.nextInt(), random.nextInt(100) - 3));
    }
    Collections.shuffle(products, random);
    return products;
  }

  private static Order order(long id, @Nullable String product, int second) {
    return new Order(id, product, at(second));
  }

  private static Instant at(int second) {
    return Instant.EPOCH.plusSeconds(second);
  }

  private static List<List<Order>> halves(List<Order> orders) {
    int half = orders.size() / 2;
    return List.of(orders.subList(0, half), orders.subList(half, orders.size()));
  }

  private static List<String> sorted(List<Priced> rows) {
    return rows.stream().map(String::valueOf).sorted().toList();
  }
}
