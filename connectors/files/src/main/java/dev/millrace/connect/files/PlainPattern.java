package dev.millrace.connect.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of {@link java.time.format.DateTimeFormatter} that consists of numbers with text
 * between them, such as {@code d/M/yyyy H:mm}, read from bytes. It takes text as most programs
 * write it and nothing that the platform's strict parser, which is asked about the rest, would not
 * take for the same time. An instance holds what it last read; it belongs to one reader.
 */
final class PlainPattern {
  private static final String LETTERS = "yMdHmsS";
  private static final int YEAR = 0;
  private static final int MONTH = 1;
  private static final int DAY = 2;
  private static final int HOUR = 3;
  private static final int MINUTE = 4;
  private static final int SECOND = 5;
  private static final int FRACTION = 6;
  private static final int NANO_DIGITS = 9;
  private static final int MICRO_DIGITS = 6;
  private static final int[] TENS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  /** A number and the text behind it. */
  private record Part(int field, int letters, String textBehind) {
    int leastDigits() {
      return letters;
    }

    /** One letter takes as many digits as there are, but two are enough for all that is valid. */
    int mostDigits() {
      return letters == 1 && field != FRACTION ? 2 : letters;
    }
  }

  private final int[] fields;
  private final int[] leastDigits;
  private final int[] mostDigits;
  private final byte[][] textBehind;
  private final int century;
  private final int fractionDigits;
  private final boolean hasTime;

  /** The numbers of the text, by field; zero for one that the pattern does not have. */
  private final int[] found = new int[LETTERS.length()];

  private PlainPattern(List<Part> parts) {
    fields = parts.stream().mapToInt(Part::field).toArray();
    leastDigits = parts.stream().mapToInt(Part::leastDigits).toArray();
    mostDigits = parts.stream().mapToInt(Part::mostDigits).toArray();
    textBehind = parts.stream().map(PlainPattern::textBehind).toArray(byte[][]::new);
    Map<Integer, Integer> letters = new HashMap<>();
    parts.forEach(part -> letters.put(part.field(), part.letters()));
    century = letters.getOrDefault(YEAR, 0) == 2 ? 2_000 : 0;
    fractionDigits = letters.getOrDefault(FRACTION, 0);
    hasTime = letters.containsKey(HOUR);
  }

  /** Null when a pattern is not so plain, or not one of a date with or without a time. */
  static @Nullable PlainPattern of(String pattern) {
    List<Part> parts = new ArrayList<>();
    int p = 0;
    while (p < pattern.length()) {
      int field = LETTERS.indexOf(pattern.charAt(p) == 'u' ? 'y' : pattern.charAt(p));
      int end = p;
      while (end < pattern.length() && pattern.charAt(end) == pattern.charAt(p)) {
        end++;
      }
      StringBuilder text = new StringBuilder();
      int next = text(pattern, end, text);
      boolean isPlain =
          isNumber(field, end - p) && next >= 0 && (next == pattern.length() || text.length() > 0);
      if (!isPlain) {
        return null;
      }
      parts.add(new Part(field, end - p, text.toString()));
      p = next;
    }
    return isComplete(parts) ? new PlainPattern(parts) : null;
  }

  private static byte[] textBehind(Part part) {
    return part.textBehind().getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isNumber(int field, int letters) {
    return switch (field) {
      case -1 -> false;
      case YEAR -> letters == 4 || letters == 2;
      case FRACTION -> letters <= NANO_DIGITS;
      default -> letters <= 2;
    };
  }

  /**
   * Appends text of a pattern from an index on, up to the next letter; returns its index, or -1
   * when there is something in it that is more than text, or that could be part of a number.
   */
  private static int text(String pattern, int from, StringBuilder text) {
    boolean quoted = false;
    int p = from;
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (pattern.startsWith("''", p)) {
        return -1;
      } else if (c == '\'') {
        quoted = !quoted;
      } else if (isLetter && !quoted) {
        return p;
      } else if (c < ' ' || c > '~' || "0123456789[]{}#".indexOf(c) >= 0) {
        return -1;
      } else {
        text.append(c);
      }
      p++;
    }
    return p;
  }

  private static boolean isComplete(List<Part> parts) {
    List<Integer> fields = parts.stream().map(Part::field).sorted().toList();
    boolean isDate = fields.size() > DAY && fields.get(DAY) == DAY;
    boolean isDense = !fields.isEmpty() && fields.get(fields.size() - 1) == fields.size() - 1;
    return isDate && isDense && fields.stream().distinct().count() == fields.size();
  }

  /** Whether the pattern says the time of the day, to the hour or finer. */
  boolean hasTime() {
    return hasTime;
  }

  /** Whether text could be read; if not, it may still be a time. */
  boolean read(byte[] b, int from, int to) {
    int p = from;
    for (int i = 0; i < fields.length; i++) {
      int first = p;
      int end = Math.min(to, p + mostDigits[i]);
      int number = 0;
      while (p < end && b[p] >= '0' && b[p] <= '9') {
        number = number * 10 + b[p++] - '0';
      }
      byte[] text = textBehind[i];
      if (p - first < leastDigits[i] || !isAt(text, b, p, to)) {
        return false;
      }
      found[fields[i]] = number;
      p += text.length;
    }
    return p == to && isDay() && found[HOUR] < 24 && found[MINUTE] < 60 && found[SECOND] < 60;
  }

  private static boolean isAt(byte[] text, byte[] b, int p, int to) {
    if (text.length == 1) {
      return p < to && b[p] == text[0];
    }
    return to - p >= text.length && Arrays.equals(b, p, p + text.length, text, 0, text.length);
  }

  private boolean isDay() {
    int year = year();
    return year > 0 && TimeText.isDay(year, found[MONTH], found[DAY]);
  }

  private int year() {
    return century + found[YEAR];
  }

  /** Days since 1970 of what was read. */
  long epochDay() {
    return TimeText.epochDay(year(), found[MONTH], found[DAY]);
  }

  /** Seconds since 1970 of what was read, as if it were UTC. */
  long localSecond() {
    return epochDay() * 86_400 + (found[HOUR] * 60L + found[MINUTE]) * 60 + found[SECOND];
  }

  /** The fraction of what was read, floored. */
  int micros() {
    return fractionDigits <= MICRO_DIGITS
        ? found[FRACTION] * TENS[MICRO_DIGITS - fractionDigits]
        : found[FRACTION] / TENS[fractionDigits - MICRO_DIGITS];
  }
}
