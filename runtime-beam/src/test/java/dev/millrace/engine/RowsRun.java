package dev.millrace.engine;

import dev.millrace.connect.Rows;
import dev.millrace.connect.SinkBinding;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.Publisher;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An open run whose sinks and quarantines are rows in a folder, each under its port's name. */
final class RowsRun implements Closeable {
  private final OpenRun open;
  private final OutletPlan outlets;

  private RowsRun(OpenRun open, OutletPlan outlets) {
    this.open = open;
    this.outlets = outlets;
  }

  static RowsRun begin(Plan plan, String run, Path folder) throws IOException {
    Map<String, OutletPlan.Port> ports = new TreeMap<>();
    for (Step.Write write : plan.writes()) {
      ports.put(
          write.port(), new OutletPlan.Port(write.shape(), List.of(place(folder, write.port()))));
    }
    for (String port : plan.quarantines().keySet()) {
      ports.put(port, OutletPlan.quarantine(List.of(place(folder, port))));
    }
    List<String> folders =
        ports.values().stream().map(port -> port.places().get(0).folder()).toList();
    OpenRun open = Publisher.of(PublicationLayout.of(plan.pipeline(), folders)).begin(run);
    return new RowsRun(open, new OutletPlan(open.staging(), ports));
  }

  private static OutletPlan.Place place(Path folder, String port) {
    SinkBinding<?> binding = Rows.sink(folder.resolve(port));
    return new OutletPlan.Place(binding, binding.folder());
  }

  OpenRun open() {
    return open;
  }

  OutletPlan outlets() {
    return outlets;
  }

  /** Where the rows of a port go. */
  String folder(String port) {
    return outlets.ports().get(port).places().get(0).folder();
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
