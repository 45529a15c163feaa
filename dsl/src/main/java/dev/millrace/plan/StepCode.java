package dev.millrace.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The functions in the parts of a step by their role, as {@link Step#code} gives them. */
final class StepCode {
  private StepCode() {}

  static Map<String, OpaqueFn> ofRules(List<Rule> rules) {
    Map<String, OpaqueFn> code = new TreeMap<>();
    for (Rule rule : rules) {
      if (rule instanceof Rule.Check check) {
        code.put("check \"" + check.id() + "\"", check.condition());
      }
    }
    return code;
  }

  static Map<String, OpaqueFn> ofCalls(List<AggregateCall> calls) {
    Map<String, OpaqueFn> code = new TreeMap<>();
    for (AggregateCall call : calls) {
      if (call.where() != null) {
        code.put(
            call.target().name() + " where \"" + call.where().name() + "\"",
            call.where().condition());
      }
    }
    return code;
  }

  static Map<String, OpaqueFn> ofViews(List<ViewUse> uses) {
    Map<String, OpaqueFn> code = new TreeMap<>();
    // Views of one title are one view: plans do not let two have it.
    uses.forEach(use -> code.putAll(ofView(use.view())));
    return code;
  }

  static Map<String, OpaqueFn> ofView(ViewDefinition view) {
    Map<String, OpaqueFn> code = new TreeMap<>();
    view.code().forEach((role, fn) -> code.put(view.title() + " " + role, fn));
    return code;
  }
}
