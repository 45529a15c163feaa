package dev.millrace.connect.files.avro;

import dev.millrace.Rejection.Failure;
import dev.millrace.record.Mix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the values of one record. */
final class Faults {
  private static final int SHOWN = 200;

  private List<Failure> failures = List.of();

  boolean isEmpty() {
    return failures.isEmpty();
  }

  List<Failure> take() {
    List<Failure> taken = failures;
    failures = List.of();
    return taken;
  }

  /**
   * @param rule what was tried: {@code quantity is int}
   * @return false, for the caller to pass on
   */
  boolean add(String rule, String expected, @Nullable String observed) {
    if (failures.isEmpty()) {
      failures = new ArrayList<>();
    }
    failures.add(failure(rule, expected, observed));
    return false;
  }

  static Failure failure(String rule, String expected, @Nullable String observed) {
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
