package dev.millrace.plan;

import java.util.List;
import java.util.Map;

/** A step that looks at each row by rules and leaves it as it is. */
sealed interface ByRules extends SameShape permits Step.FilterByRules, Step.Validate {
  /** In the author's order. */
  List<Rule> rules();

  @Override
  default Map<String, OpaqueFn> code() {
    return StepCode.ofRules(rules());
  }
}
