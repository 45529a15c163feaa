package dev.millrace.connect;

import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that is wrong with one bindings file, so that it can be told at once. */
final class Findings {
  private record Finding(Place place, Problem problem) {}

  private final String file;
  private final List<Finding> found = new ArrayList<>();

  Findings(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  void add(ErrorCode code, Place place, String what, String why, String fix) {
    found.add(new Finding(place, new Problem(code, place.in(file), what, why, fix)));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  int size() {
    return found.size();
  }

  /** All problems in the order of the file. */
  ProblemsException exception() {
    List<Problem> problems =
        found.stream()
            .sorted(
                Comparator.comparingInt((Finding finding) -> finding.place().line())
                    .thenComparingInt(finding -> finding.place().column()))
            .map(Finding::problem)
            .toList();
    return new ProblemsException(file, problems);
  }
}
