package dev.millrace.engine;

import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.Publisher;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The lookups of a plan without a runner. */
final class TableRun implements AutoCloseable {
  private final Plan plan;
  private final OpenRun open;
  private final OutletPlan outlets;
  private final Limits limits;
  private final String run = "run-" + UUID.randomUUID();

  TableRun(Plan plan, Path folder, Limits limits) throws IOException {
    this.plan = plan;
    this.limits = limits;
    this.open =
        Publisher.of(
                PublicationLayout.of(plan.pipeline(), List.of(folder.resolve("out").toString())))
            .begin(run);
    this.outlets = new OutletPlan(open.staging(), Map.of());
  }

  String run() {
    return run;
  }

  /** Loads the tables, as the launcher does. */
  Tables load(Map<String, SourceBinding<?>> sources) {
    return Tables.load(plan, sources, outlets, limits, run);
  }

  /** What the stage of a worker gets that reads a port. */
  StageSetting setting(String port, Tables tables) {
    Step.Read entry =
        plan.reads().stream().filter(read -> read.port().equals(port)).findFirst().orElseThrow();
    StagePlan stage = StagePlan.of(plan, entry);
    return new StageSetting(stage, outlets, limits, Units.WHOLE_RUN, run, tables.within(stage));
  }

  Step.Lookup lookup(String name) {
    return plan.only(Step.Lookup.class).stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What the rows become that look something up, in their order. */
  <T> List<Object> lookUp(Step.Lookup step, StageSetting setting, Shape<T> shape, List<T> rows) {
    List<Object> results = new ArrayList<>();
    Operator end =
        new Operator(List.of()) {
          @Override
          void process(RowBatch batch, Selection live) {
            for (int i = 0; i < live.size(); i++) {
              results.add(batch.block().row(live.get(i)));
            }
          }
        };
    LookupOperator operator =
        new LookupOperator(step, () -> LoadedTables.of(run).get(setting, step), List.of(end));
    operator.process(RowBatch.of(block(shape, rows)), Selection.all(rows.size()));
    return results;
  }

  private static <T> Block<T> block(Shape<T> shape, List<T> rows) {
    return Block.ofRows(
        shape,
        rows.toArray(),
        Selection.all(rows.size()),
        Provenance.of("asking", new long[rows.size()], new long[rows.size()]));
  }

  @Override
  public void close() throws IOException {
    LoadedTables.forget(run);
    open.close();
  }
}
