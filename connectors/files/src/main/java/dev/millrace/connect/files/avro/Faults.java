package dev.millrace.connect.files.avro;

import dev.millrace.Rejection.Failure;
import dev.millrace.connect.files.binding.ValueFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the values of one record. */
final class Faults {
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
    failures.add(ValueFailure.of(rule, expected, observed));
    return false;
  }
}
