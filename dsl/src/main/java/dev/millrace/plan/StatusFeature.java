package dev.millrace.plan;

import dev.millrace.record.Component;
import java.io.Serializable;

/**
 * A component that gets the {@link FeatureStatus} of a feature.
 *
 * @param of the feature
 * @param target an enum component of type FeatureStatus
 */
public record StatusFeature(Component of, Component target) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** {@code spendStatus = status of spend30d}. */
  public String describe() {
    return target.name() + " = status of " + of.name();
  }
}
