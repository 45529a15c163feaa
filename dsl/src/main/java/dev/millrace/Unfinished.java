package dev.millrace;

import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Problem;

/**
 * A sentence the author has begun: {@code validate(..)} without a decision, {@code aggregate(..)}
 * without build().
 */
final class Unfinished {
  private final String step;
  private final String site;
  private final String what;
  private final String fix;
  private boolean finished;

  Unfinished(String step, String site, String what, String fix) {
    this.step = step;
    this.site = site;
    this.what = what;
    this.fix = fix;
  }

  void finish() {
    finished = true;
  }

  boolean isFinished() {
    return finished;
  }

  Problem problem() {
    return new Problem(
        PlanCode.UNFINISHED,
        step + " (" + site + ")",
        what,
        "a step that is begun and not finished does nothing",
        fix);
  }
}
