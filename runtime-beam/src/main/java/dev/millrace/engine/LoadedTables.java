package dev.millrace.engine;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables that this process holds for a run: each is loaded once, when the first thread needs
 * it, and let go when the run ends, or, on a cluster, with the classes of the job. Thread-safe.
 */
public final class LoadedTables {
  private static final Map<String, LoadedTables> RUNS = new ConcurrentHashMap<>();

  private final Map<String, LookupTable> tables = new ConcurrentHashMap<>();
  private final long limit;

  /**
   * @param limit most bytes that all of them may take
   */
  LoadedTables(long limit) {
    this.limit = limit;
  }

  /** Those of a run by its id, the same object for all threads of this process. */
  static LoadedTables of(String run) {
    return RUNS.computeIfAbsent(run, id -> new LoadedTables(Runtime.getRuntime().maxMemory() / 4));
  }

  /** Lets the tables of a run go. */
  public static void forget(String run) {
    RUNS.remove(run);
  }

  /**
   * The table of a step.
   *
   * @param setting of the stage that asks
   * @throws StepFailedException when it cannot be had, or is not what it was when the run began
   */
  LookupTable get(StageSetting setting, Step.Lookup step) {
    Tables.Source source = setting.tables().source(step);
    LookupTable table = tables.get(source.table());
    return table == null ? loaded(setting, source) : table;
  }

  /** A table that is made with another loads that first, on the same thread. */
  private synchronized LookupTable loaded(StageSetting setting, Tables.Source source) {
    LookupTable known = tables.get(source.table());
    if (known != null) {
      return known;
    }
    LookupTable table = load(setting, source);
    if (source.pin() != null && !source.pin().isOf(table.held())) {
      throw new StepFailedException(changed(source.step(), source.pin(), table.held()));
    }
    tables.put(source.table(), table);
    return table;
  }

  private LookupTable load(StageSetting asking, Tables.Source source) {
    Step.Read read = (Step.Read) source.stage().entry();
    long taken = tables.values().stream().mapToLong(LookupTable::bytes).sum();
    LookupTable.Builder table = new LookupTable.Builder(source.step(), limit - taken);
    StageSetting setting = asking.loading(source.stage());
    SourceStage<?> reading = SourceStage.of(read, source.binding(), setting.limits());
    try (Stage stage = Stage.ofTable(setting, table, Clock.systemUTC())) {
      for (InputPartition partition : partitions(read, source.binding())) {
        for (Extent extent : partition.extents()) {
          // What was read is compared row by row: the hash of its bytes says no more.
          Receipt.InputRead unused = reading.read(extent, stage);
        }
      }
    } catch (IOException e) {
      throw SourceStage.failed(read, read.port(), e);
    }
    return table.build();
  }

  @SuppressWarnings("unchecked") // the launcher has checked that the binding gives such rows
  private static <T> List<InputPartition> partitions(Step.Read read, SourceBinding<T> binding)
      throws IOException {
    return binding.partitions((Shape<T>) read.shape(), Long.MAX_VALUE);
  }

  static Problem changed(Step step, TablePin pin, Tally found) {
    return new Problem(
        RunCode.TABLE_CHANGED,
        step.name() + " (" + step.site() + ")",
        "Its table changed: "
            + pin.rows()
            + " rows when the run began, "
            + (pin.rows() == found.count() ? "others" : found.count())
            + " now",
        "a run looks things up in one version of a table",
        "run again when nothing writes to its source; if nothing did, a function before tableBy"
            + " gives other rows for the same input");
  }
}
