package dev.millrace.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one key, and what is asked about them. Among the facts may be some without a key,
 * which belong to nobody.
 *
 * @param key the values of the key's columns
 * @param facts in the order in which they arrive
 */
record History(List<Object> key, List<DrawnFact> facts, List<Asked> asked) {
  /**
   * A question.
   *
   * @param hasKey false for one that is asked without a key
   * @param at its time T in microseconds UTC
   */
  record Asked(boolean hasKey, long at) {}

  History {
    key = List.copyOf(key);
    facts = List.copyOf(facts);
    asked = List.copyOf(asked);
  }

  History with(List<DrawnFact> others) {
    return new History(key, others, asked);
  }

  History asking(List<Asked> others) {
    return new History(key, facts, others);
  }

  /** With one fact in another form; null to leave it out. */
  History with(int place, @Nullable DrawnFact fact) {
    List<DrawnFact> changed = new ArrayList<>(facts);
    if (fact == null) {
      changed.remove(place);
    } else {
      changed.set(place, fact);
    }
    return with(changed);
  }
}
