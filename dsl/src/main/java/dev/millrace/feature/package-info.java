/**
 * The feature core: what a feature view is, once resolved, and the one evaluator that computes its
 * values when a training set is made, in a stream and at serving time (SEMANTICS S1 to S14).
 *
 * <p>A view's facts lie in columns ({@link dev.millrace.feature.FactTable}), a key's history is a
 * list of their places in the order of SEMANTICS S3, and a question is answered by folding the
 * range of the history that counts. Nothing here knows Beam.
 */
@NullMarked
package dev.millrace.feature;

import org.jspecify.annotations.NullMarked;
