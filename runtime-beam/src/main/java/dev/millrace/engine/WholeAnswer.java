package dev.millrace.engine;

import dev.millrace.feature.FeatureStatus;
import org.jspecify.annotations.Nullable;

/**
 * An asking row with all that was answered to it: the rows of an as-of join that binds no
 * component. For the test kit, which compares the answers of any view, statuses included, and so
 * cannot bind them to a record.
 *
 * @param row the asking row in its codec's form
 * @param features of the view in their codec's form
 * @param statuses a {@link #code} for each component of the features
 */
@SuppressWarnings("ArrayRecordComponent")
public record WholeAnswer(byte[] row, byte[] features, byte[] statuses) {
  private static final FeatureStatus[] ALL = FeatureStatus.values();

  /** The byte that stands for a status; null is that of a component that holds a status itself. */
  @SuppressWarnings("EnumOrdinal") // rows do not outlive the run
  static byte code(@Nullable FeatureStatus status) {
    return (byte) (status == null ? 0 : status.ordinal() + 1);
  }

  /** The status of a component; null where it holds a status itself. */
  public @Nullable FeatureStatus status(int component) {
    return statuses[component] == 0 ? null : ALL[statuses[component] - 1];
  }
}
