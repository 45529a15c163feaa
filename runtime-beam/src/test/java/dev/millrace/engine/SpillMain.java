package dev.millrace.engine;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The child of {@link SpillTest}: folds rows in small tables and merges all that they ship in one
 * shuffle group.
 */
final class SpillMain {
  record Visit(long key, Instant at, long visitor) {}

  record Visitors(long key, long visitors, long visits, List<Long> most) {}

  private static final int ROWS = 3_000_000;
  private static final int BLOCK = 2_000;

  private SpillMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws IOException {
    boolean hot = args[0].equals("hot");
    long budget = Long.parseLong(args[1]);
    Plan plan = plan();
    Step.Aggregate step = plan.only(Step.Aggregate.class).get(0);
    try (RowsRun run = RowsRun.begin(plan, "r", Path.of(args[2]))) {
      OutletPlan outlets = run.outlets();
      Limits behind = limits(budget);
      try (Stage merged = stage(plan, step, outlets, behind, noPartials());
          GroupMerge merge = new GroupMerge(step, merged, TimeSpan.ALL, behind)) {
        Limits before = limits(2 << 20);
        try (Stage read = stage(plan, plan.reads().get(0), outlets, before, into(merge))) {
          for (int from = 0; from < ROWS; from += BLOCK) {
            read.acceptNew(block(from, hot), Units.RUN);
          }
          read.finish(List.of());
        }
        merge.finish();
        Ledger ledger = merged.ledger(Units.RUN);
        System.out.println(
            ledger.get(step.name(), Ledger.Place.IN).count()
                + " groups, "
                + COUNTED[0]
                + " distinct, least "
                + COUNTED[1]
                + ", "
                + ledger.get(step.name(), Ledger.Place.MERGED).count()
                + " rows");
      }
    }
  }

  /**
   * The sum of all distinct counts, and the least of the most frequent visitors, as the results
   * pass the filter behind the aggregation. All visitors are equally frequent.
   */
  static final long[] COUNTED = {0, Long.MAX_VALUE};

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("spill");
    pipeline
        .read(Source.of("visits", Visit.class))
        .timestamps(Visit::at, Lateness.none())
        .keyBy(Visit::key)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("visitors")
        .as(Visitors.class)
        .key(Visitors::key, Visit::key)
        .set(Visitors::visitors, Aggregations.countDistinct(Visit::visitor))
        .set(Visitors::visits, Aggregations.count())
        .set(Visitors::most, Aggregations.topK(Visit::visitor, 1))
        .build()
        .filter("one", SpillMain::isFirst)
        .to(Sink.of("visitors", Visitors.class));
    return pipeline.plan();
  }

  private static boolean isFirst(Visitors row) {
    COUNTED[0] += row.visitors();
    COUNTED[1] = Math.min(COUNTED[1], row.most().get(0));
    return row.key() == 0;
  }

  private static Block<Visit> block(int from, boolean hot) {
    Object[] rows = new Object[BLOCK];
    long[] ids = new long[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      int row = from + i;
      // Visitors far apart and out of order, so that no encoding makes them small.
      rows[i] = new Visit(hot ? 0 : row % 1_000_000, Instant.EPOCH, row * 0x9E3779B97F4A7C15L);
      ids[i] = row;
    }
    return Block.ofRows(
        Shape.of(Visit.class),
        rows,
        Selection.all(BLOCK),
        Provenance.of("rows", new long[BLOCK], ids));
  }

  private static Stage stage(
      Plan plan, Step entry, OutletPlan outlets, Limits limits, Partials partials) {
    return Stage.of(
        new StageSetting(StagePlan.of(plan, entry), outlets, limits, Units.WHOLE_RUN, "spill"),
        entry.name(),
        partials,
        Clock.systemUTC());
  }

  private static Limits limits(long foldBytes) {
    return new Limits(2048, 1 << 20, foldBytes, 1, Integer.MAX_VALUE, Long.MAX_VALUE, 1 << 16);
  }

  private static Partials into(GroupMerge merge) {
    return (step, group, span, packed) -> {
      try {
        merge.add(packed);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private static Partials noPartials() {
    return (step, group, span, packed) -> {
      throw new IllegalStateException("nothing is aggregated behind the aggregation");
    };
  }
}
