package dev.millrace.connect;

import dev.millrace.plan.Problem;
import java.util.Map;

/**
 * How bindings came to be: what of them is secret, and which line bound each port. Says nothing
 * about what they are, so it takes no part in their equality.
 *
 * @param places by label ({@code source 'invoice-lines'}), as messages name them
 */
record Origin(Secrets secrets, Map<String, String> places) {
  static final Origin JAVA = new Origin(Secrets.NONE, Map.of());

  Origin {
    places = Map.copyOf(places);
  }

  /** Where a port was bound: its line, or its label when it was bound in Java. */
  String where(String label) {
    return places.getOrDefault(label, label);
  }

  /** A problem that a binding found by itself, with the line that bound it and without secrets. */
  Problem located(String label, Problem problem) {
    Problem shown = secrets.conceal(problem);
    String place = places.get(label);
    if (place == null) {
      return shown;
    }
    String detail = shown.where().isEmpty() || label.contains(shown.where()) ? "" : ", ";
    return new Problem(
        shown.code(),
        detail.isEmpty() ? place : place + detail + shown.where(),
        shown.what(),
        shown.why(),
        shown.fix());
  }
}
