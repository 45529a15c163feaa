package dev.millrace.testkit;

import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.List;

/** A way to answer questions about a history. */
interface Way {
  /** For reports. */
  String title();

  /** Whether it can answer what sees so much. */
  boolean canSee(Sight sight);

  /** The answers, in the order of the questions. */
  <K, F> List<Found> answers(
      ViewShape<K, F> shape, List<Reading> facts, List<Ask> asks, Sight sight);
}
