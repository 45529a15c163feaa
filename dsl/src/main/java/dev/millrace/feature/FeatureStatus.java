package dev.millrace.feature;

/**
 * Why a feature has the value it has (SEMANTICS S11). The facts of a feature are those of its key
 * that satisfy its condition and may be seen at the time of the question.
 */
public enum FeatureStatus {
  /** Facts count, and they give a value. */
  PRESENT,
  /** Facts count, and they give null: the latest one has none, or none of them has. */
  NULL,
  /**
   * No fact counts any more: the newest one has left the window. Told for as long again as the view
   * keeps facts; {@link #NOT_FOUND} afterwards.
   */
  EXPIRED,
  /** No fact counts: the newest one was deleted. */
  DELETED,
  /** There is no fact. */
  NOT_FOUND,
  /** The row that asks has no key. */
  NULL_KEY
}
