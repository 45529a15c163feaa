package dev.millrace.engine;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that says of each character of an ASCII text on its own which ones may stand there, as
 * codes and dates have it: {@code [A-Z]{2}[0-9]{6}}. Tells what {@link Pattern} tells, without an
 * automaton.
 */
final class FixedPattern {
  private static final int ASCII = 128;

  /** Longer ones cost more memory than they save time. */
  private static final int MOST_CHARACTERS = 64;

  private static final String PLAIN = " -_:/@#,;=~%!'\"";

  /** The characters that may stand at each place. */
  private final boolean[][] allowed;

  private FixedPattern(boolean[][] allowed) {
    this.allowed = allowed;
  }

  /** Null for patterns of any other kind. */
  static @Nullable FixedPattern of(Pattern pattern) {
    return pattern.flags() == 0 ? new Reading(pattern.pattern()).read() : null;
  }

  /** Whether the whole text matches. */
  boolean matches(String text) {
    if (text.length() != allowed.length) {
      return false;
    }
    for (int i = 0; i < allowed.length; i++) {
      char c = text.charAt(i);
      if (c >= ASCII || !allowed[i][c]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  /** Reads a pattern from left to right; gives up at the first thing it does not know. */
  private static final class Reading {
    private final String pattern;
    private int at;
    private boolean[][] places = new boolean[0][];

    private Reading(String pattern) {
      this.pattern = pattern;
    }

    private @Nullable FixedPattern read() {
      while (at < pattern.length()) {
        boolean[] place = place();
        int times = place == null ? 0 : times();
        if (place == null || times < 1 || places.length + times > MOST_CHARACTERS) {
          return null;
        }
        int before = places.length;
        places = Arrays.copyOf(places, before + times);
        Arrays.fill(places, before, places.length, place);
      }
      return new FixedPattern(places);
    }

    private boolean @Nullable [] place() {
      boolean[] place = new boolean[ASCII];
      char c = pattern.charAt(at++);
      if (c == '[') {
        return readClass(place) ? place : null;
      }
      if (c == '\\' && at < pattern.length() && pattern.charAt(at) == 'd') {
        at++;
        Arrays.fill(place, '0', '9' + 1, true);
        return place;
      }
      place[c < ASCII ? c : 0] = true;
      return isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0 ? place : null;
    }

    /** Letters, digits, underscores and ranges of them, to the closing bracket. */
    private boolean readClass(boolean[] place) {
      int first = at;
      while (at < pattern.length()) {
        char low = pattern.charAt(at++);
        if (low == ']') {
          return at - 1 > first;
        }
        char high = low;
        if (at + 1 < pattern.length() && pattern.charAt(at) == '-') {
          high = pattern.charAt(at + 1);
          at += 2;
        }
        if (!isMember(low) || !isMember(high) || low > high) {
          return false;
        }
        Arrays.fill(place, low, high + 1, true);
      }
      return false;
    }

    private static boolean isMember(char c) {
      return isLetterOrDigit(c) || c == '_';
    }

    /** The number in braces behind a place, or one; zero for what is no number. */
    private int times() {
      if (at == pattern.length() || pattern.charAt(at) != '{') {
        return 1;
      }
      int times = 0;
      for (at++; at < pattern.length() && pattern.charAt(at) != '}'; at++) {
        int digit = pattern.charAt(at) - '0';
        if (digit < 0 || digit > 9 || times > MOST_CHARACTERS) {
          return 0;
        }
        times = 10 * times + digit;
      }
      return at++ < pattern.length() ? times : 0;
    }
  }
}
