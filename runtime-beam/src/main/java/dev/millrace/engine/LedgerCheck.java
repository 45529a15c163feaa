package dev.millrace.engine;

import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Invalid;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.plan.WindowSpec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * Closes a ledger: every record that was read must be accounted for at every place it can have
 * reached.
 *
 * <p>From what the readers counted and what steps removed follows what must have arrived at each
 * leaf; that is compared with what left the stages and with what the sinks committed, as counts and
 * as hashes.
 */
final class LedgerCheck {
  private final Plan plan;
  private final Ledger ledger;

  /** With what was counted under earlier definitions of the plan. */
  private final Ledger ever;

  private final boolean wholeRun;
  private final List<String> breaks = new ArrayList<>();
  private final IdentityHashMap<Step, Tally> leaving = new IdentityHashMap<>();

  private LedgerCheck(Plan plan, Ledger ledger, Ledger ever, boolean wholeRun) {
    this.plan = plan;
    this.ledger = ledger;
    this.ever = ever;
    this.wholeRun = wholeRun;
  }

  /** The books of a batch. */
  static LedgerCheck ofRun(Plan plan, Ledger ledger) {
    return checked(new LedgerCheck(plan, ledger, ledger, true));
  }

  /**
   * The books of a unit of a stream: rows and the windows they lie in may be of two units. What a
   * stage does balances under the definition that it was done under; what a shuffle takes and gives
   * balances over all of them.
   *
   * @param ledger what was counted under this plan
   * @param earlier what was counted under others, from which the stream has gone on by a savepoint
   */
  static LedgerCheck ofUnit(Plan plan, Ledger ledger, Ledger earlier) {
    Ledger ever = new Ledger();
    ever.add(ledger);
    ever.add(earlier);
    LedgerCheck check = checked(new LedgerCheck(plan, ledger, ever, false));
    check.wasWritten(earlier);
    return check;
  }

  /** The plan that an earlier definition had is not here; what it sent to sinks is there. */
  private void wasWritten(Ledger earlier) {
    for (Ledger.Entry entry : earlier.entries()) {
      Tally left = earlier.get(entry.step(), Place.OUT);
      if (entry.place() == Place.COMMITTED && left.count() > 0) {
        same(entry.step(), left, entry.tally(), "was committed");
      }
    }
  }

  private static LedgerCheck checked(LedgerCheck check) {
    for (Step step : check.plan.steps()) {
      check.leaving.put(step, check.outOf(step));
    }
    check.quarantinesAreWhole();
    return check;
  }

  /** One sentence for each place where the books do not balance; none when the ledger is closed. */
  List<String> breaks() {
    return breaks;
  }

  /** The records that reached a step. */
  Tally arriving(Step step) {
    if (step instanceof Step.Lookup lookup) {
      return leaving.get(lookup.input()).copy();
    }
    Tally arriving = new Tally();
    step.inputs().forEach(input -> arriving.add(leaving.get(input)));
    return arriving;
  }

  /**
   * The records that leave a step, as they must be; what arrived is compared where it is counted.
   */
  private Tally outOf(Step step) {
    Tally arriving = arriving(step);
    if (step instanceof Step.Read) {
      Tally out = ledger.get(step.name(), Place.IN);
      out.subtract(ledger.get(step.name(), Place.UNREADABLE));
      return out;
    }
    if (step instanceof Step.Write) {
      same(step, arriving, Place.OUT, "left the stage");
      same(step, arriving, Place.COMMITTED, "was committed");
      return arriving;
    }
    if (step instanceof Step.Lookup lookup) {
      same(step, leaving.get(lookup.table()), Place.OUT, "reached the table");
      return arriving;
    }
    if (step instanceof Step.FlatMap) {
      same(step, arriving, Place.OUT, "was taken apart");
      return ledger.get(step.name(), Place.IN);
    }
    if (step instanceof Step.Foreign) {
      same(step, arriving, Place.OUT, "was handed over");
      return ledger.get(step.name(), Place.IN);
    }
    if (step instanceof Step.Grouping grouping) {
      same(step, arriving, Place.OUT, "was shuffled");
      everyRowIsInItsWindows(grouping, arriving);
      Tally merged = ever.get(step.name(), Place.MERGED);
      same(step.name(), ever.get(step.name(), Place.FOLDED), merged, "came out of the shuffle");
      if (step instanceof Step.Deduplicate) {
        merged.subtract(ever.get(step.name(), Place.FILTERED));
        same(step.name(), merged, ever.get(step.name(), Place.IN), "was kept");
      }
      if (step instanceof Step.AsOf asOf && wholeRun) {
        // One row for each that asks, with its id (SEMANTICS S13).
        same(step, leaving.get(asOf.rows()), Place.IN, "was answered");
      }
      return ledger.get(step.name(), Place.IN);
    }
    arriving.subtract(ledger.get(step.name(), Place.REJECTED));
    arriving.subtract(ledger.get(step.name(), Place.FILTERED));
    arriving.subtract(ledger.get(step.name(), Place.LATE));
    return arriving;
  }

  /** Where every row lies in the same number of windows, each is folded so many times. */
  private void everyRowIsInItsWindows(Step.Grouping step, Tally arriving) {
    long windows = windowsOfEachRow(step);
    if (wholeRun && windows > 0) {
      Tally folded = new Tally();
      folded.add(
          windows * arriving.count(), windows * arriving.first(), windows * arriving.second());
      same(step, folded, Place.FOLDED, "was put into windows");
    }
  }

  /** Zero where it depends on the row. */
  private static long windowsOfEachRow(Step.Grouping step) {
    WindowSpec window =
        step instanceof Step.Aggregate aggregate
            ? aggregate.window()
            : step instanceof Step.Join join ? join.window() : null;
    if (window instanceof WindowSpec.Sliding sliding) {
      return sliding.size() % sliding.hop() == 0 ? sliding.size() / sliding.hop() : 0;
    }
    return 1;
  }

  private void quarantinesAreWhole() {
    for (Step step : plan.steps()) {
      if (Plan.invalidOf(step) instanceof Invalid.Quarantined) {
        Tally refused = ledger.get(step.name(), Place.REJECTED);
        refused.add(ledger.get(step.name(), Place.LATE));
        refused.add(unreadable(read -> Deciders.of(plan, read).quarantines().containsValue(step)));
        same(step, refused, Place.COMMITTED, "was quarantined");
      }
    }
  }

  /** The records that never became rows and are invalid to a step. */
  Tally unreadable(Step decider) {
    return unreadable(read -> Deciders.of(plan, read).steps().contains(decider));
  }

  private Tally unreadable(Predicate<Step> sources) {
    Tally unreadable = new Tally();
    for (Step read : plan.reads()) {
      if (sources.test(read)) {
        unreadable.add(ledger.get(read.name(), Place.UNREADABLE));
      }
    }
    return unreadable;
  }

  private void same(Step step, Tally expected, Place place, String what) {
    same(step.name(), expected, ledger.get(step.name(), place), what);
  }

  private void same(String step, Tally expected, Tally found, String what) {
    if (!found.equals(expected)) {
      breaks.add(
          step + ": " + expected + " records should have been there, and " + found + " " + what);
    }
  }
}
