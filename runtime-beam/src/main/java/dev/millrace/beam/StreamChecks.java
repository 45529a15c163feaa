package dev.millrace.beam;

import dev.millrace.connect.Bindings;
import dev.millrace.engine.RunCode;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a stream asks of a plan, and a batch does not. */
final class StreamChecks {
  private final Plan plan;
  private final Bindings bindings;
  private final List<Problem> problems = new ArrayList<>();

  /** Sources of tables that have to end: what else they lack is settled with that. */
  private final Set<Step> endlessTables = Collections.newSetFromMap(new IdentityHashMap<>());

  private StreamChecks(Plan plan, Bindings bindings) {
    this.plan = plan;
    this.bindings = bindings;
  }

  /** Whether a run is a stream: it reads at least one source that does not end. */
  static boolean isStream(Plan plan, Bindings bindings) {
    return plan.reads().stream().anyMatch(read -> isUnbounded(read, bindings));
  }

  static List<Problem> check(Plan plan, Bindings bindings) {
    StreamChecks checks = new StreamChecks(plan, bindings);
    plan.only(Step.Lookup.class).forEach(checks::tableEnds);
    plan.reads().stream()
        .filter(read -> isUnbounded(read, bindings))
        .forEach(checks::rowsHaveATimeAndLateOnesAPlace);
    return checks.problems;
  }

  /**
   * What is no mistake and worth knowing of sources without an end: rows that may claim any time,
   * and partitions that are idle before a row is late. For each {@code timestamps}, in plan order.
   */
  static List<String> notices(Plan plan, Bindings bindings) {
    StreamChecks checks = new StreamChecks(plan, bindings);
    return plan.reads().stream()
        .filter(read -> isUnbounded(read, bindings))
        .flatMap(
            read -> checks.timestampsBehind(read).stream().flatMap(step -> checks.of(read, step)))
        .map(Problem::toString)
        .distinct()
        .toList();
  }

  private Stream<Problem> of(Step.Read read, Step.Timestamps step) {
    Stream<Problem> ahead =
        step.ahead() == Long.MAX_VALUE ? Stream.of(nothingBoundsWhatIsAhead(step)) : Stream.of();
    Duration idle = bindings.sources().get(read.port()).takesForIdleAfter();
    Duration lateness = Duration.of(step.lateness(), ChronoUnit.MICROS);
    return idle.isZero() || idle.compareTo(lateness) >= 0
        ? ahead
        : Stream.concat(ahead, Stream.of(idleBeforeLate(read, step, idle, lateness)));
  }

  private static Problem nothingBoundsWhatIsAhead(Step.Timestamps step) {
    return new Problem(
        PlanCode.AHEAD_UNBOUNDED,
        step.name() + " (" + step.site() + ")",
        "Nothing says how far ahead of the clock a row may be",
        "one row from the year 2099 would take the frontier of its partition there, and make"
            + " every row behind it late",
        "write Lateness.of(..).atMostAhead(..): with a bound up to the lateness, nothing that comes"
            + " at once is made late");
  }

  private static Problem idleBeforeLate(
      Step.Read read, Step.Timestamps step, Duration idle, Duration lateness) {
    return new Problem(
        PlanCode.IDLE_BEFORE_LATE,
        step.name() + " (" + step.site() + ")",
        "Source '"
            + read.port()
            + "' takes a quiet partition for idle after "
            + idle
            + ", which is shorter than the lateness of "
            + lateness,
        "the frontier of an idle partition is raised to the present time less "
            + idle
            + ", so that a row that comes then and is further back is late, although the lateness"
            + " would take it",
        "bind the source with an idleAfter of "
            + lateness
            + " or more, or of zero, which lets a quiet partition hold the others; or write a shorter"
            + " lateness");
  }

  private static boolean isUnbounded(Step.Read read, Bindings bindings) {
    return bindings.sources().get(read.port()).isUnbounded();
  }

  private void tableEnds(Step.Lookup lookup) {
    Step source = lookup.table();
    while (!(source instanceof Step.Read)) {
      source = source.inputs().get(0);
    }
    if (source instanceof Step.Read read && isUnbounded(read, bindings)) {
      endlessTables.add(read);
      problems.add(
          new Problem(
              RunCode.TABLE_UNBOUNDED,
              lookup.name() + " (" + lookup.site() + ")",
              "Its table comes from "
                  + read.name()
                  + ", and "
                  + bindings.sources().get(read.port()).describe()
                  + " does not end",
              "a table is read to its end before anything is looked up in it",
              "bind the source to something that ends, such as files"));
    }
  }

  private void rowsHaveATimeAndLateOnesAPlace(Step.Read read) {
    List<Step.Timestamps> timestamps = timestampsBehind(read);
    if (timestamps.isEmpty() && !endlessTables.contains(read)) {
      problems.add(
          new Problem(
              RunCode.STREAM_WITHOUT_TIME,
              read.name() + " (" + read.site() + ")",
              "Its rows never get a time, and "
                  + bindings.sources().get(read.port()).describe()
                  + " does not end",
              "a stream is published by event time: without one nothing is ever complete",
              "give the rows their time with timestamps(..), or bind the source to something that"
                  + " ends"));
    }
    for (Step.Timestamps step : timestamps) {
      if (step.late() == null) {
        problems.add(
            new Problem(
                PlanCode.LATE_UNDECIDED,
                step.name() + " (" + step.site() + ")",
                "Late rows have nowhere to go",
                "rows of a stream can be late, late rows are kept, and no step before this one has"
                    + " a quarantine",
                "say where: Lateness.of(..).lateTo(Quarantine.of(\"late\"))"));
      }
    }
  }

  private List<Step.Timestamps> timestampsBehind(Step.Read read) {
    List<Step.Timestamps> found = new ArrayList<>();
    collect(read, found, new HashSet<>());
    return found;
  }

  private void collect(Step step, List<Step.Timestamps> found, Set<String> seen) {
    for (Step next : plan.onward(step)) {
      if (seen.add(next.name())) {
        if (next instanceof Step.Timestamps timestamps) {
          found.add(timestamps);
        } else if (!(next instanceof Step.Barrier)) {
          collect(next, found, seen);
        }
      }
    }
  }
}
