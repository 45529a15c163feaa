package dev.millrace.testkit;

import dev.millrace.feature.FeatureStatus;
import dev.millrace.record.Component;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the oracle answers to a question.
 *
 * @param features by component of the view's features
 */
record OracleAnswer(List<Feature> features) {
  OracleAnswer {
    features = List.copyOf(features);
  }

  /**
   * One component.
   *
   * @param value as the component holds it
   * @param status why it has its value; of a component that holds a status, that status
   * @param newest the event time of the newest fact that counts, in microseconds UTC
   * @param isExact whether {@code value} has to be met; the approximate functions, and what is made
   *     of them, only have to be near it
   */
  record Feature(
      @Nullable Object value, FeatureStatus status, OptionalLong newest, boolean isExact) {
    /** Whether another value is this one bit for bit; true of any where this one is not exact. */
    boolean accepts(@Nullable Object found) {
      return !isExact || Objects.equals(RowValue.of(value), RowValue.of(found));
    }
  }

  Feature of(Component component) {
    return features.get(component.index());
  }
}
