package dev.millrace.testkit;

import java.util.List;

/** One of the ways in which a view is asked. */
interface Way {
  /** As reports call it: {@code the evaluator, facts as they arrive}. */
  String name();

  /**
   * The answers to all questions of each history.
   *
   * @param histories keys apart as far as there are keys
   */
  List<List<Found>> answer(List<History> histories);

  /** How often it may be asked again to make a failure smaller. */
  int patience();
}
