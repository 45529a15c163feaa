package dev.millrace.plan;

import dev.millrace.record.Shape;

/** A step of one input whose rows look as they did before it. */
sealed interface SameShape extends OneInput
    permits ByRules, Step.Filter, Step.Timestamps, Step.Deduplicate, Step.Write {
  @Override
  default Shape<?> shape() {
    return input().shape();
  }
}
