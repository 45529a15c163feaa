package dev.millrace.testkit;

import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.List;

/** A way to answer questions about a history, in this process. */
interface AnsweringWay {
  /** For reports. */
  String title();

  /** Whether rows that ask can see so much. */
  boolean canSee(Sight sight);

  /** Whether the facts themselves can ask. */
  boolean canAskSelf();

  /** The answers, in the order of the questions. */
  <K> List<ViewAnswer> answers(
      ViewShape<K, ?> shape, List<Reading> facts, List<Ask> asks, Sight sight);

  /** The answers to facts themselves, of which the places are given. */
  <K> List<ViewAnswer> selfAnswers(
      ViewShape<K, ?> shape, List<Reading> facts, List<Integer> asking, Sight sight);
}
