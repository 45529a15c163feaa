package dev.millrace.engine;

import java.io.Serializable;

/**
 * Which version of a table a run looks things up in: how many rows, and sums of hashes of their ids
 * and contents, as they were when the run began. A row whose key is null counts, too.
 *
 * @param lookup the step
 */
public record TablePin(String lookup, long rows, long first, long second) implements Serializable {
  private static final long serialVersionUID = 1L;

  static TablePin of(String lookup, Tally held) {
    return new TablePin(lookup, held.count(), held.first(), held.second());
  }

  boolean isOf(Tally held) {
    return equals(of(lookup, held));
  }
}
