package dev.millrace.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How one step differs from an earlier definition of the pipeline. */
public record StepChange(String step, Kind kind) {
  /** Ways to differ. */
  public enum Kind {
    ADDED("added"),
    REMOVED("removed"),
    /** Kind, parameters or shapes; perhaps code as well. */
    DEFINITION_CHANGED("definition changed"),
    /** Opaque code, and nothing else. */
    CODE_CHANGED("code changed");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  static List<StepChange> between(
      Map<String, StepFingerprint> earlier, Map<String, StepFingerprint> now) {
    List<StepChange> changes = new ArrayList<>();
    now.forEach(
        (step, fingerprint) -> {
          StepFingerprint before = earlier.get(step);
          if (before == null) {
            changes.add(new StepChange(step, Kind.ADDED));
          } else if (!before.definition().equals(fingerprint.definition())) {
            changes.add(new StepChange(step, Kind.DEFINITION_CHANGED));
          } else if (!before.code().equals(fingerprint.code())) {
            changes.add(new StepChange(step, Kind.CODE_CHANGED));
          }
        });
    for (String step : earlier.keySet()) {
      if (!now.containsKey(step)) {
        changes.add(new StepChange(step, Kind.REMOVED));
      }
    }
    return changes;
  }

  /** {@code validate:invoice-lines: code changed}. */
  @Override
  public String toString() {
    return step + ": " + kind;
  }
}
