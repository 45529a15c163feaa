package dev.millrace.engine;

import dev.millrace.plan.Step;

/** The sides of an as-of join in the order of one time: the views' facts, then the questions. */
final class AsOfSides {
  private AsOfSides() {}

  /** The side of an input's rows. */
  static int of(Step.AsOf step, int input) {
    return input == 0 ? questions(step) : input;
  }

  /** The side of the asking rows. */
  static int questions(Step.AsOf step) {
    return step.uses().size() + 1;
  }
}
