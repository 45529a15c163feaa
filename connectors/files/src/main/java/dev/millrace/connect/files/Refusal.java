package dev.millrace.connect.files;

import dev.millrace.Rejection.Failure;
import dev.millrace.connect.files.binding.ValueFailure;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes the reasons for refusing a record. */
final class Refusal {
  private static final int SHOWN = 200;

  private Refusal() {}

  static Failure of(String rule, String expected, @Nullable String observed) {
    return ValueFailure.of(rule, expected, observed);
  }

  static Failure of(RecordScanner.ScanFault fault) {
    return of(fault.rule(), fault.expected(), fault.observed());
  }

  static String text(byte[] b, int from, int to) {
    int shown = Math.min(to, from + 4 * SHOWN);
    return new String(b, from, shown - from, StandardCharsets.UTF_8);
  }

  /** Bytes that are no UTF-8. */
  static Failure notUtf8(byte[] b, int fault, int from) {
    return of(
        "record is UTF-8",
        "well-formed UTF-8",
        String.format("byte 0x%02x at index %d of the record", b[fault] & 0xFF, fault - from));
  }
}
