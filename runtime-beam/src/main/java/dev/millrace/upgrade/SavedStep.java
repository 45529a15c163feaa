package dev.millrace.upgrade;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.millrace.engine.SavepointFormat;
import dev.millrace.engine.StateLayout;
import dev.millrace.plan.Invalid;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.plan.StepFingerprint;
import dev.millrace.record.Component;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A step of a {@link SavedPlan}.
 *
 * @param name by which a savepoint knows it, too
 * @param kind the language's word for it
 * @param inputs names of the steps before it
 * @param rows the components of what leaves it, in order
 * @param says its definition as lines of text
 * @param quarantine the port of what it refuses; null for none
 * @param state what it keeps in a savepoint; null for nothing
 * @param definition a hash of kind, parameters and shape
 * @param code a hash of the normalised bytecode of its functions: the only identity they have
 */
record SavedStep(
    String name,
    String kind,
    List<String> inputs,
    List<Column> rows,
    List<String> says,
    @Nullable String quarantine,
    @Nullable State state,
    String definition,
    String code) {
  static final String READ = "read";
  static final String WRITE = "write";
  static final String TIMESTAMPS = "timestamps";
  static final String PUBLISH = "publish";
  private static final String LOOKUP = "lookup";

  SavedStep {
    Objects.requireNonNull(name);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(definition);
    Objects.requireNonNull(code);
    inputs = List.copyOf(inputs);
    rows = List.copyOf(rows);
    says = List.copyOf(says);
  }

  /** A component of a row. */
  record Column(String name, String type, boolean nullable) {
    static Column of(Component component) {
      return new Column(component.name(), component.type().describe(), component.nullable());
    }
  }

  /**
   * What is kept in a savepoint: see {@link StateLayout}.
   *
   * @param keeps lines that must stay the same
   * @param reaches how far back it goes, in microseconds, by place among its views
   */
  record State(List<String> keeps, List<Long> reaches) {
    State {
      keeps = List.copyOf(keeps);
      reaches = List.copyOf(reaches);
    }

    static State of(String line) {
      return new State(List.of(SavepointFormat.line(), line), List.of());
    }
  }

  static SavedStep of(Step step, StepFingerprint fingerprint, int shuffleGroups) {
    return new SavedStep(
        step.name(),
        kindOf(step),
        step.inputs().stream().map(Step::name).toList(),
        step.shape().components().stream().map(Column::of).toList(),
        step.definition(),
        Plan.invalidOf(step) instanceof Invalid.Quarantined to ? to.port() : null,
        stateOf(step, shuffleGroups),
        fingerprint.definition(),
        fingerprint.code());
  }

  /** What publishes units: a step that nobody writes. */
  static SavedStep ofPublication(long publishEveryMillis) {
    return new SavedStep(
        PUBLISH,
        PUBLISH,
        List.of(),
        List.of(),
        List.of(),
        null,
        State.of("units of " + publishEveryMillis + " ms"),
        "",
        "");
  }

  private static @Nullable State stateOf(Step step, int shuffleGroups) {
    if (step instanceof Step.Barrier barrier) {
      StateLayout layout = StateLayout.of(barrier, shuffleGroups);
      return new State(layout.keeps(), layout.reaches());
    }
    if (step instanceof Step.Read read) {
      return State.of("positions of " + read.port());
    }
    if (step instanceof Step.Timestamps timestamps) {
      return State.of("frontiers by " + timestamps.column().name());
    }
    return step instanceof Step.Write write ? State.of("parts staged for " + write.port()) : null;
  }

  private static String kindOf(Step step) {
    if (step instanceof Step.Read) {
      return READ;
    } else if (step instanceof Step.Write) {
      return WRITE;
    } else if (step instanceof Step.Timestamps) {
      return TIMESTAMPS;
    } else if (step instanceof Step.MapRows) {
      return "map";
    } else if (step instanceof Step.TryMap) {
      return "tryMap";
    } else if (step instanceof Step.FlatMap) {
      return "flatMap";
    } else if (step instanceof Step.Filter || step instanceof Step.FilterByRules) {
      return "filter";
    } else if (step instanceof Step.Validate) {
      return "validate";
    } else if (step instanceof Step.Union) {
      return "union";
    } else if (step instanceof Step.Lookup) {
      return LOOKUP;
    }
    return kindOf((Step.Barrier) step);
  }

  private static String kindOf(Step.Barrier step) {
    if (step instanceof Step.Aggregate) {
      return "aggregate";
    } else if (step instanceof Step.Join) {
      return "join";
    } else if (step instanceof Step.Deduplicate) {
      return "deduplicate";
    } else if (step instanceof Step.AsOf) {
      return "asOf";
    }
    return step instanceof Step.States ? "states" : "apply";
  }

  /** Whether it holds rows, or what was made of rows, until something is complete. */
  @JsonIgnore
  boolean isBarrier() {
    return state != null && !List.of(READ, WRITE, TIMESTAMPS, PUBLISH).contains(kind);
  }

  /** The steps whose rows become rows of this one: what is looked up in a table is none. */
  List<String> inputsOfRows() {
    return kind.equals(LOOKUP) ? inputs.subList(0, Math.min(1, inputs.size())) : inputs;
  }
}
