package dev.millrace.connect.files;

import java.nio.charset.StandardCharsets;

/** Numbers as text in bytes. What is no number is refused, never repaired: no blanks, no suffix. */
final class Numbers {
  /** Powers of ten that a double holds exactly. */
  private static final double[] EXACT_TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final float[] EXACT_FLOAT_TENS = {
    1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f
  };

  private static final long EXACT_DOUBLE = 1L << 53;
  private static final long EXACT_FLOAT = 1L << 24;

  private Numbers() {}

  /** Digits, with or without a sign: what {@link Long#parseLong(String)} takes, in ASCII. */
  static boolean isInteger(byte[] b, int from, int to) {
    int p = from < to && isSign(b[from]) ? from + 1 : from;
    return p < to && digitsEnd(b, p, to) == to;
  }

  /** A decimal number with or without fraction and exponent, or NaN or an infinity. */
  static boolean isDecimal(byte[] b, int from, int to) {
    int p = from < to && isSign(b[from]) ? from + 1 : from;
    int whole = digitsEnd(b, p, to);
    int digits = whole - p;
    p = whole;
    if (p < to && b[p] == '.') {
      int fraction = digitsEnd(b, p + 1, to);
      digits += fraction - p - 1;
      p = fraction;
    }
    if (digits == 0) {
      return false;
    }
    if (p < to && (b[p] == 'e' || b[p] == 'E')) {
      return isInteger(b, p + 1, to);
    }
    return p == to;
  }

  static boolean isNotFinite(byte[] b, int from, int to) {
    String text = to - from > 9 ? "" : ascii(b, from, to);
    return switch (text) {
      case "NaN", "Infinity", "+Infinity", "-Infinity" -> true;
      default -> false;
    };
  }

  private static boolean isSign(byte c) {
    return c == '-' || c == '+';
  }

  private static int digitsEnd(byte[] b, int from, int to) {
    int p = from;
    while (p < to && b[p] >= '0' && b[p] <= '9') {
      p++;
    }
    return p;
  }

  static String ascii(byte[] b, int from, int to) {
    return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /**
   * The value of {@code significand / 10^scale} when one correctly rounded operation gives it
   * (Clinger's fast path: both operands are exact), else NaN.
   */
  static double exactDouble(long significand, int scale) {
    return significand <= EXACT_DOUBLE && scale < EXACT_TENS.length
        ? significand / EXACT_TENS[scale]
        : Double.NaN;
  }

  static float exactFloat(long significand, int scale) {
    return significand <= EXACT_FLOAT && scale < EXACT_FLOAT_TENS.length
        ? significand / EXACT_FLOAT_TENS[scale]
        : Float.NaN;
  }
}
