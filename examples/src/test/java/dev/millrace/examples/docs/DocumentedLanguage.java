package dev.millrace.examples.docs;

import static dev.millrace.Aggregations.count;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;

import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Records;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Table;
import dev.millrace.Window;
import dev.millrace.beam.BeamTransform;
import dev.millrace.plan.Plan;
import java.time.Instant;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/** The pipeline that {@code docs/language.md} shows. */
final class DocumentedLanguage {
  record Order(String id, String customer, double amount, Instant at) {}

  record Click(String customer, String page, Instant at) {}

  record Visit(String customer, Instant from, Instant to, long clicks) {}

  record Bought(String customer, double amount, @Nullable String page) {}

  record Scored(String customer, double score, Instant at) {}

  record Customer(String id, String name) {}

  record Letter(String id, @Nullable String customer) {}

  record Greeting(String letter, String name) {}

  static final Source<Customer> CUSTOMERS = Source.of("customers", Customer.class);
  static final Source<Letter> LETTERS = Source.of("letters", Letter.class);
  static final Sink<Greeting> GREETINGS = Sink.of("greetings", Greeting.class);
  static final Source<Order> ORDERS = Source.of("orders", Order.class);
  static final Source<Click> CLICKS = Source.of("clicks", Click.class);
  static final Sink<Visit> VISITS = Sink.of("visits", Visit.class);
  static final Sink<Bought> BOUGHT = Sink.of("bought", Bought.class);
  static final Sink<Scored> SCORED = Sink.of("scored", Scored.class);
  static final Quarantine LATE = Quarantine.of("late");

  private DocumentedLanguage() {}

  static Plan plan() {
    Pipeline pipeline = Pipeline.named("shop");
    Lateness lateness = Lateness.of(ofMinutes(10)).lateTo(LATE);
    Events<Click> clicks = pipeline.read(CLICKS).timestamps(Click::at, lateness);
    visits(clicks).to(VISITS);

    Events<Order> orders =
        pipeline
            .read(ORDERS)
            .timestamps(Order::at, lateness)
            .keyBy(Order::id)
            .deduplicate("orders", ofDays(1));

    Events<Bought> bought =
        orders
            .keyBy(Order::customer)
            .window(Window.tumbling(ofMinutes(30)))
            .join("orders-with-clicks", clicks.keyBy(Click::customer))
            .left(
                Bought.class,
                (order, click) ->
                    new Bought(
                        order.customer(), order.amount(), click.map(Click::page).orElse(null)));
    bought.to(BOUGHT);

    Events<Scored> scored =
        orders.apply("scored", Scored.class, Scored::at, BeamTransform.of(new Score()));
    scored.to(SCORED);
    return pipeline.plan();
  }

  static Plan greetings() {
    Pipeline pipeline = Pipeline.named("letters");
    Table<String, Customer> customers = pipeline.read(CUSTOMERS).tableBy(Customer::id);
    Records<Greeting> greetings =
        pipeline
            .read(LETTERS)
            .lookup(
                Letter::customer,
                customers,
                (letter, customer) ->
                    new Greeting(letter.id(), customer.map(Customer::name).orElse("friend")));
    greetings.to(GREETINGS);
    return pipeline.plan();
  }

  private static Events<Visit> visits(Events<Click> clicks) {
    return clicks
        .keyBy(Click::customer)
        .window(Window.sessions(ofMinutes(30)))
        .aggregate("visits")
        .as(Visit.class)
        .key(Visit::customer, Click::customer)
        .start(Visit::from)
        .end(Visit::to)
        .set(Visit::clicks, count())
        .build();
  }

  static final class Score extends PTransform<PCollection<Order>, PCollection<Scored>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<Scored> expand(PCollection<Order> orders) {
      return orders.apply(
          MapElements.into(TypeDescriptor.of(Scored.class))
              .via(order -> new Scored(order.customer(), order.amount() / 100, order.at())));
    }
  }
}
