package dev.millrace.connect.files.binding;

import dev.millrace.Rejection.Failure;
import dev.millrace.record.Mix;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Why a value of a record is not taken. */
public final class ValueFailure {
  private static final int SHOWN = 200;

  private ValueFailure() {}

  /**
   * @param rule what was tried: {@code quantity is int}; with {@code expected} it makes the
   *     fingerprint, so that equal failures of two runs are known as such
   * @param observed shortened to 200 characters; null when there was no value
   */
  public static Failure of(String rule, String expected, @Nullable String observed) {
    byte[] definition = (rule + ": " + expected).getBytes(StandardCharsets.UTF_8);
    String fingerprint = String.format("%016x", Mix.of(definition, 0, definition.length));
    return new Failure(rule, fingerprint, expected, observed == null ? null : shown(observed));
  }

  private static String shown(String text) {
    if (text.length() <= SHOWN) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return text.substring(0, end) + "…";
  }
}
