package dev.millrace.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often rules were broken, by step and rule. */
final class RuleCounts {
  private record Key(String step, String rule, String severity) {}

  private final Map<Key, Long> counts = new LinkedHashMap<>();

  void add(String step, String rule, String severity, long rows) {
    if (rows > 0) {
      counts.merge(new Key(step, rule, severity), rows, Long::sum);
    }
  }

  /** A failure that is no rule: what a reader or a tryMap refused. */
  void addFailure(String step, String what) {
    counts.merge(new Key(step, what, "QUARANTINE"), 1L, Long::sum);
  }

  List<Receipt.RuleCount> take() {
    List<Receipt.RuleCount> taken = new ArrayList<>();
    counts.forEach(
        (key, count) ->
            taken.add(new Receipt.RuleCount(key.step(), key.rule(), key.severity(), count)));
    counts.clear();
    return taken;
  }
}
