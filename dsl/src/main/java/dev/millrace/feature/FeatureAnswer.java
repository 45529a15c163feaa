package dev.millrace.feature;

import dev.millrace.record.ColumnRef;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The features of a key at a time, and for each of them why it has its value and how old that is
 * (SEMANTICS S11). Immutable.
 *
 * @param <F> the features
 */
public final class FeatureAnswer<F> {
  private final Shape<F> shape;
  private final F features;
  private final long at;
  private final @Nullable FeatureStatus[] statuses;
  private final long[] newest;

  FeatureAnswer(
      Shape<F> shape, F features, long at, @Nullable FeatureStatus[] statuses, long[] newest) {
    this.shape = shape;
    this.features = features;
    this.at = at;
    this.statuses = statuses;
    this.newest = newest;
  }

  public F features() {
    return features;
  }

  /**
   * Why a feature has its value.
   *
   * @throws dev.millrace.record.ColumnException when {@code feature} is no column
   * @throws IllegalArgumentException when the component holds a status itself
   */
  public FeatureStatus status(Field<F, ?> feature) {
    return status(component(feature));
  }

  /**
   * {@link #status(Field)} of a component of the features' shape, for code that works with any
   * view.
   */
  public FeatureStatus status(Component feature) {
    FeatureStatus status = statuses[feature.index()];
    if (status == null) {
      throw new IllegalArgumentException("a status has no status");
    }
    return status;
  }

  /**
   * How long before the time of the question the newest fact happened that counts; empty when none
   * does.
   *
   * @throws dev.millrace.record.ColumnException when {@code feature} is no column
   */
  public Optional<Duration> age(Field<F, ?> feature) {
    long time = newest[component(feature).index()];
    return time == Answers.NONE
        ? Optional.empty()
        : Optional.of(Duration.of(Math.subtractExact(at, time), ChronoUnit.MICROS));
  }

  @SuppressWarnings("unchecked") // of a column it is only asked where it stands
  private Component component(Field<F, ?> feature) {
    return ColumnRef.of(shape, (Field<F, @Nullable Object>) feature).component();
  }

  /** When it was asked for. */
  public Instant at() {
    return Instant.EPOCH.plus(at, ChronoUnit.MICROS);
  }

  @Override
  public String toString() {
    return features + " at " + at();
  }
}
