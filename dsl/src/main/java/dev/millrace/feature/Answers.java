package dev.millrace.feature;

import dev.millrace.record.Block;
import org.jspecify.annotations.Nullable;

/**
 * The answers to some questions, in their order.
 *
 * @param features a row for each question
 * @param statuses by component of the features, then by question; null for components that hold a
 *     status themselves
 * @param newest by component and question, the event time of the newest fact that counts, in
 *     microseconds UTC; {@link #NONE} where none does
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answers(
    Block<?> features, FeatureStatus @Nullable [][] statuses, long @Nullable [][] newest) {
  /** No fact counts. */
  public static final long NONE = Long.MIN_VALUE;
}
