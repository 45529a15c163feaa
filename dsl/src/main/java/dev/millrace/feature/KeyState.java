package dev.millrace.feature;

import dev.millrace.record.CorruptDataException;
import java.util.Arrays;

/**
 * What the features of one key are computed from, as it is kept to be served: {@link
 * FeatureEvaluator#restore} takes it (SEMANTICS S8).
 *
 * @param view {@code customer_spend@1}
 * @param fingerprint of the view: states of another are of another (S16)
 * @param key in the codec's form
 * @param revision the place of the newest fact in the order of S3, but for its id, as bytes that
 *     compare unsigned: the greater one is the newer state (S14)
 * @param state the facts within reach, and what is remembered of earlier ones
 */
@SuppressWarnings("ArrayRecordComponent")
public record KeyState(String view, String fingerprint, byte[] key, byte[] revision, byte[] state) {

  /**
   * Whether it stands behind another state of its key: the other one has seen facts that this one
   * has not. A state of the same facts does not.
   */
  public static boolean isOlder(byte[] revision, byte[] other) {
    return Arrays.compareUnsigned(revision, other) < 0;
  }

  /**
   * Itself.
   *
   * @throws CorruptDataException when it is of another view or version than is wanted
   */
  public KeyState mustBeOf(String wantedView, String wantedFingerprint) {
    if (!view.equals(wantedView) || !fingerprint.equals(wantedFingerprint)) {
      throw new CorruptDataException(
          "a state of "
              + view
              + " with the fingerprint "
              + fingerprint
              + " among those of "
              + wantedView
              + " with "
              + wantedFingerprint);
    }
    return this;
  }
}
