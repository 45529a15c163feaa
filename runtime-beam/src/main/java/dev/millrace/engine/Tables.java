package dev.millrace.engine;

import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables that steps look things up in, by step, as they travel to workers. */
public final class Tables implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Tables NONE = new Tables(Map.of());

  private final Map<String, Source> byLookup;

  private Tables(Map<String, Source> byLookup) {
    this.byLookup = Collections.unmodifiableMap(new LinkedHashMap<>(byLookup));
  }

  /**
   * How a process makes a table for itself.
   *
   * @param stage from the source to the table, whose books are thrown away
   * @param binding of the source
   * @param pin what it must come out as; null where that is about to be found out
   */
  record Source(Step.Lookup step, StagePlan stage, SourceBinding<?> binding, @Nullable TablePin pin)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Two lookups in one table share it. */
    String table() {
      return step.table().name() + " by " + step.tableKey().name();
    }

    private Source pinnedTo(LookupTable table) {
      return new Source(step, stage, binding, TablePin.of(step.name(), table.held()));
    }
  }

  public static Tables none() {
    return NONE;
  }

  /**
   * Loads all tables of a plan into this process, where the run is launched: so a table that cannot
   * be had is told before the first row, and every worker knows which version it has to be.
   *
   * @param sources the bindings of all source ports
   * @throws StepFailedException when two rows have one key, or a table is too large
   */
  public static Tables load(
      Plan plan,
      Map<String, SourceBinding<?>> sources,
      OutletPlan outlets,
      Limits limits,
      String run) {
    Map<String, Source> loaded = new LinkedHashMap<>();
    // Inputs come first, so the tables that a table is made with are there before it.
    for (Step.Lookup step : plan.only(Step.Lookup.class)) {
      StagePlan stage = StagePlan.ofTable(plan, step);
      Source source = new Source(step, stage, sources.get(stage.sourceName()), null);
      loaded.put(step.name(), source);
      StageSetting setting =
          new StageSetting(stage, outlets, limits, Units.WHOLE_RUN, run, new Tables(loaded));
      LookupTable table = LoadedTables.of(run).get(setting, step);
      loaded.put(step.name(), source.pinnedTo(table));
    }
    return new Tables(loaded);
  }

  /** Those that a stage looks things up in, and those that these are made with. */
  public Tables within(StagePlan stage) {
    Map<String, Source> found = new LinkedHashMap<>();
    collect(stage, found);
    return new Tables(found);
  }

  private void collect(StagePlan stage, Map<String, Source> found) {
    for (Step.Lookup step : stage.lookups()) {
      Source source = source(step);
      if (found.put(step.name(), source) == null) {
        collect(source.stage(), found);
      }
    }
  }

  Source source(Step.Lookup step) {
    Source source = byLookup.get(step.name());
    if (source == null) {
      throw new IllegalStateException("nobody has said where the table of " + step.name() + " is");
    }
    return source;
  }

  /** What the tables were when the run began. */
  public List<TablePin> pins() {
    List<TablePin> pins = new ArrayList<>();
    for (Source source : byLookup.values()) {
      if (source.pin() != null) {
        pins.add(source.pin());
      }
    }
    return pins;
  }
}
