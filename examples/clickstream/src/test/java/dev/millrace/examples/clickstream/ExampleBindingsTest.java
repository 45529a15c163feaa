package dev.millrace.examples.clickstream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;

import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bindings of the example go with its pipeline. */
class ExampleBindingsTest {
  @Test
  void nothingIsToBeNoticedAboutThem() throws IOException {
    Plan plan = Clickstream.define().plan();
    Bindings bindings =
        Bindings.load(
            Path.of("bindings.yaml"), Ports.of(plan), Map.of("KAFKA", "broker:9092", "OUT", "out"));
    assertThat(Execution.notices(plan, bindings), empty());
  }
}
