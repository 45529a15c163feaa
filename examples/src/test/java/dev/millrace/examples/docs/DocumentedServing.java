package dev.millrace.examples.docs;

import static dev.millrace.examples.docs.DocumentedViews.SPEND;

import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.files.Files;
import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.examples.docs.DocumentedViews.Order;
import dev.millrace.examples.docs.DocumentedViews.Spend;
import dev.millrace.testkit.PipelineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.hamcrest.Matcher;

/** The Java of what the page about feature views says of online views. */
final class DocumentedServing {
  static final Source<Order> ORDERS = Source.of("orders", Order.class);

  static final OnlineView<String, Spend> ONLINE = OnlineView.of("customer-spend", SPEND);

  private DocumentedServing() {}

  static Pipeline define() {
    Pipeline pipeline = Pipeline.named("serve");
    Events<Order> orders = pipeline.read(ORDERS).timestamps(Order::at, Lateness.none());
    orders.feature(SPEND).to(ONLINE);
    return pipeline;
  }

  static Bindings bound(Bindings bindings) {
    return bindings.write(ONLINE, Files.store("out/online"));
  }

  static Spend served(String customer, Instant now) throws IOException {
    OnlineStore<String, Spend> store = OnlineStore.open(ONLINE, Path.of("out/online"));
    Spend spend = store.features().get(customer, now);
    return store.refresh() ? store.features().get(customer, now) : spend;
  }

  static void tested(Order first, Order second, Instant noon, Matcher<? super Spend> expected) {
    PipelineTest.of(define())
        .given(ORDERS, first, second)
        .run()
        .expectServed(ONLINE, first.customer(), noon, expected);
  }
}
