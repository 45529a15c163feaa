package dev.millrace.plan;

import java.io.Serializable;

/**
 * A transform that the language does not know and the runtime does, such as a Beam {@code
 * PTransform} ({@code dev.millrace.beam.BeamTransform}). It gets rows with their event times and
 * gives rows back.
 *
 * @param <A> the rows it gets
 * @param <B> the rows it gives
 */
public interface Transform<A, B> extends Serializable {
  /** For people, in plans: the transform's class. */
  String describe();

  /** What is hashed for the step's fingerprint: the transform's own object. */
  Serializable code();
}
