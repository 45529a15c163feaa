package dev.millrace;

import dev.millrace.plan.Invalid;
import dev.millrace.plan.PlanCode;
import java.math.BigDecimal;
import java.util.function.Function;

/**
 * A collection that some rows may not enter. It has no onward operation until its author has said
 * what happens to those rows.
 *
 * @param <C> the collection of the rows that did
 */
@CheckReturnValue
public final class Validated<C> {
  private final Graph graph;
  private final String kind;
  private final String site;
  private final Function<Invalid, C> decide;
  private final Unfinished begun;

  Validated(Graph graph, String kind, String site, Function<Invalid, C> decide) {
    this.graph = graph;
    this.kind = kind;
    this.site = site;
    this.decide = decide;
    this.begun =
        graph.begin(
            kind,
            site,
            "Nobody has decided what happens to invalid rows",
            "go on with .quarantine(port), .dropInvalid() or .failOnInvalid()");
  }

  /** Invalid rows go to a port, each with its raw bytes and every reason. */
  public C quarantine(Quarantine port) {
    return decided(new Invalid.Quarantined(port.name(), null));
  }

  /**
   * Invalid rows go to a port, and the run fails, publishing nothing but the rejects, when they are
   * more than a fraction of all rows that reached this step. Compared on whole numbers at the end
   * of the run; an empty input does not fail.
   *
   * @param failAbove from 0 (none is allowed) to below 1
   */
  public C quarantine(Quarantine port, double failAbove) {
    if (!(failAbove >= 0 && failAbove < 1)) {
      graph.problem(
          PlanCode.FAIL_ABOVE_RANGE,
          kind,
          site,
          "failAbove is " + failAbove,
          "it is a fraction of all rows that reach the step",
          "write a number from 0 to below 1, such as 0.05 for five in a hundred");
      return decided(new Invalid.Quarantined(port.name(), null));
    }
    return decided(new Invalid.Quarantined(port.name(), BigDecimal.valueOf(failAbove)));
  }

  /** Invalid rows are counted, by rule, and dropped. */
  public C dropInvalid() {
    return decided(new Invalid.Dropped());
  }

  /** The first invalid row fails the run, which then publishes nothing. */
  public C failOnInvalid() {
    return decided(new Invalid.Failing());
  }

  private C decided(Invalid invalid) {
    begun.finish();
    return decide.apply(invalid);
  }
}
