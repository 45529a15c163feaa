package dev.millrace.connect.files.parquet;

import dev.millrace.Rejection.Failure;
import dev.millrace.connect.files.binding.ValueFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why values of one row are not taken. */
final class Faults {
  private static final int SHOWN = 200;
  private static final int MOST = 20;

  private List<Failure> failures = new ArrayList<>();

  /** Only the first faults of a row are kept: a list may have a million. */
  void add(String path, String typeName, String expected, @Nullable String observed) {
    if (failures.size() < MOST) {
      failures.add(failure(path, typeName, expected, observed));
    }
  }

  boolean isEmpty() {
    return failures.isEmpty();
  }

  /** What was added since the last call. */
  List<Failure> take() {
    List<Failure> taken = failures;
    failures = new ArrayList<>();
    return taken;
  }

  static Failure failure(String path, String typeName, String expected, @Nullable String observed) {
    return ValueFailure.of(path + " is " + typeName, expected, observed);
  }

  /** Bytes as text, for people. */
  static String text(byte[] bytes, int from, int to) {
    int shown = Math.min(to, from + 4 * SHOWN);
    return Text.isUtf8(bytes, from, to)
        ? new String(bytes, from, shown - from, StandardCharsets.UTF_8)
        : "bytes 0x" + java.util.HexFormat.of().formatHex(bytes, from, Math.min(to, from + 40));
  }

  /** What a component of a type takes. */
  static String expected(dev.millrace.record.ValueType type) {
    return switch (type.kind()) {
      case BYTE -> "a whole number from -128 to 127";
      case SHORT -> "a whole number from -32768 to 32767";
      case CHAR -> "a whole number from 0 to 65535";
      case INT -> "a whole number of 32 bits";
      case STRING -> "well-formed UTF-8";
      case ENUM -> "one of " + constants(type);
      case INSTANT ->
          "a time in 64 bits of microseconds that its clock has shown"
              + (type.grain() == 1 ? "" : ", in whole multiples of " + type.grain());
      case DECIMAL -> "a decimal number of at most " + BytesRule.LONGEST_NUMBER + " characters";
      default -> "a value of type " + type.describe();
    };
  }

  private static String constants(dev.millrace.record.ValueType type) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.javaClass().getEnumConstants()) {
      names.add(((Enum<?>) constant).name());
    }
    return String.join(", ", names);
  }
}
