package dev.millrace.engine;

import dev.millrace.plan.Plan;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a bound folder of a batch holds when no row came: one part without rows, so that it is a
 * data set all the same (a CSV file has its header) and the next pipeline can read it. They are
 * staged before the run, when nobody knows yet which are needed, so that every attempt at
 * publication has the same ones; the others stay unpublished.
 */
public final class EmptyParts {
  private EmptyParts() {}

  /**
   * Stages a part without rows for every binding.
   *
   * @throws StepFailedException when a sink cannot be written
   */
  public static Receipt stage(Plan plan, OutletPlan outletPlan) throws IOException {
    try (Outlets outlets = new Outlets(outletPlan, "")) {
      outlets.openAll();
      Outlets.Done done = outlets.finish();
      return new Receipt(
          Receipt.Origin.of(plan.fingerprint(), 0),
          new Ledger(),
          List.of(),
          List.of(),
          List.of(),
          done.staged(),
          done.sent());
    }
  }

  /** The parts to publish: those with rows, and the one without where there is no other. */
  static List<Receipt.Staged> needed(List<Receipt.Staged> staged) {
    Set<List<Object>> filled = new HashSet<>();
    for (Receipt.Staged part : staged) {
      if (!part.committed().isEmpty()) {
        filled.add(List.of(part.port(), part.binding()));
      }
    }
    return staged.stream()
        .filter(
            part ->
                !part.committed().isEmpty()
                    || !filled.contains(List.<Object>of(part.port(), part.binding())))
        .toList();
  }
}
