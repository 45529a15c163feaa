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

  private static final long ZEROS = Words.broadcast('0');
  private static final long POINTS = Words.broadcast('.' ^ '0');

  /** So many digits fit a {@link #decimal}. */
  private static final int DECIMAL_DIGITS = 17;

  /** Where the scale of a {@link #decimal} begins. */
  private static final int SCALE_SHIFT = 57;

  private Numbers() {}

  /** Whether a text of so many bytes is one to eight long and can be looked at as a word. */
  static boolean isShort(byte[] b, int from, int length) {
    return length > 0 && length <= Long.BYTES && from + Long.BYTES <= b.length;
  }

  /** The number of short text, all digits; negative when they are not. */
  static long shortNumber(byte[] b, int from, int length) {
    long digits = (Words.at(b, from) ^ ZEROS) << (Long.SIZE - Byte.SIZE * length);
    return Words.areDigits(digits) ? Words.number(digits) : -1;
  }

  /**
   * A decimal number without sign and exponent: its digits as one number, and above that how many
   * of them stand behind the point. Negative for any other text, and for more than 17 digits.
   */
  static long decimal(byte[] b, int from, int to) {
    int length = to - from;
    if (length < 2 || !isShort(b, from, length)) {
      return longDecimal(b, from, to);
    }
    long digits = (Words.at(b, from) ^ ZEROS) << (Long.SIZE - Byte.SIZE * length);
    long points = Words.matchesAll(digits, POINTS);
    long scale = 0;
    if (points != 0) {
      long point = points & -points;
      long before = digits & ((point >>> (Byte.SIZE - 1)) - 1);
      digits = (digits & -(point << 1)) | before << Byte.SIZE;
      scale = Long.BYTES - 1L - Words.firstIndex(point);
    }
    return Words.areDigits(digits) ? scale << SCALE_SHIFT | Words.number(digits) : -1;
  }

  private static long longDecimal(byte[] b, int from, int to) {
    if (to - from > DECIMAL_DIGITS + 1) {
      return -1;
    }
    long number = 0;
    int digits = 0;
    int point = to;
    for (int p = from; p < to; p++) {
      int digit = b[p] - '0';
      if (digit >= 0 && digit <= 9) {
        number = number * 10 + digit;
        digits++;
      } else if (b[p] == '.' && point == to) {
        point = p;
      } else {
        return -1;
      }
    }
    boolean fits = digits > 0 && digits <= DECIMAL_DIGITS;
    return fits ? (long) Math.max(0, to - 1 - point) << SCALE_SHIFT | number : -1;
  }

  /** The index of the first byte from an index on that is neither a digit nor a point. */
  static int plainEnd(byte[] b, int from) {
    int p = from;
    while (true) {
      long digits = Words.at(b, p) ^ ZEROS;
      long others = Words.notDigits(digits) & ~Words.matchesAll(digits, POINTS);
      if (others != 0) {
        return p + Words.firstIndex(others);
      }
      p += Long.BYTES;
    }
  }

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
   * The value of a {@link #decimal} when one correctly rounded operation gives it (Clinger's fast
   * path: both operands are exact), else NaN.
   */
  static double exactDouble(long decimal) {
    long significand = significand(decimal);
    return significand <= EXACT_DOUBLE ? significand / EXACT_TENS[scale(decimal)] : Double.NaN;
  }

  static float exactFloat(long decimal) {
    long significand = significand(decimal);
    int scale = scale(decimal);
    return significand <= EXACT_FLOAT && scale < EXACT_FLOAT_TENS.length
        ? significand / EXACT_FLOAT_TENS[scale]
        : Float.NaN;
  }

  private static long significand(long decimal) {
    return decimal & ((1L << SCALE_SHIFT) - 1);
  }

  private static int scale(long decimal) {
    return (int) (decimal >>> SCALE_SHIFT);
  }
}
