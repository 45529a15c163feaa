package dev.millrace.publish;

import dev.millrace.plan.Problem;
import java.nio.file.Path;
import java.util.List;

/**
 * A publication that has happened.
 *
 * @param run that readers see now
 * @param manifest of the run, where it will stay for as long as the run is kept
 * @param notTidied what could not be removed afterwards: the output is whole all the same, and the
 *     next run tries again
 */
public record Published(String run, Path manifest, List<Problem> notTidied) {
  public Published {
    notTidied = List.copyOf(notTidied);
  }
}
