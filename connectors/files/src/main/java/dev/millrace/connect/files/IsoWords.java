package dev.millrace.connect.files;

/**
 * Instants as most programs write them, {@code 2011-12-09T12:50:00.123Z}: three words of eight
 * bytes. Lines that follow each other are often of the same day, so the last day is remembered.
 */
final class IsoWords {
  /** The length of such text. */
  static final int LENGTH = 24;

  private static final long YEAR_MONTH = word("0000-00-");
  private static final long DAY_MINUTE = word("00T00:00");
  private static final long SECOND = word(":00.000Z");

  /** The bytes of the above that are no digits. */
  private static final long IN_YEAR_MONTH = 0xFF0000FF_00000000L;

  private static final long IN_DAY_MINUTE = 0x0000FF00_00FF0000L;
  private static final long IN_SECOND = 0xFF000000_FF0000FFL;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private long lastYearMonth = -1;
  private long lastDay = -1;
  private long lastMicros;

  /**
   * Microseconds since 1970 of the text at an index; {@link Long#MIN_VALUE} when it is not such
   * text, or no time there is.
   */
  long micros(byte[] b, int from) {
    long yearMonth = Words.at(b, from);
    long dayMinute = Words.at(b, from + 8) ^ DAY_MINUTE;
    long second = Words.at(b, from + 16) ^ SECOND;
    boolean isTime =
        Words.areDigits(dayMinute)
            && Words.areDigits(second)
            && ((dayMinute & IN_DAY_MINUTE) | (second & IN_SECOND)) == 0;
    if (!isTime || !isDay(b, from, yearMonth, dayMinute & 0xFFFF)) {
      return Long.MIN_VALUE;
    }
    long hours = two(dayMinute, 3);
    long minutes = two(dayMinute, 6);
    long seconds = two(second, 1);
    if (hours > 23 || minutes > 59 || seconds > 59) {
      return Long.MIN_VALUE;
    }
    long millis = two(second, 4) * 10 + (second >>> 48 & 0xFF);
    return lastMicros + ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + millis * 1000;
  }

  /** Makes {@link #lastMicros} those of the day at an index; false when there is none. */
  private boolean isDay(byte[] b, int from, long yearMonth, long day) {
    if (yearMonth == lastYearMonth && day == lastDay) {
      return true;
    }
    long digits = yearMonth ^ YEAR_MONTH;
    if (!Words.areDigits(digits) || (digits & IN_YEAR_MONTH) != 0) {
      return false;
    }
    long epochDay = TimeText.epochDay(b, from);
    if (epochDay == Long.MIN_VALUE) {
      return false;
    }
    lastYearMonth = yearMonth;
    lastDay = day;
    lastMicros = epochDay * MICROS_PER_DAY;
    return true;
  }

  /** The number of the two digits at a byte of a word. */
  private static long two(long digits, int at) {
    long pair = digits >>> (Byte.SIZE * at);
    return (pair & 0xFF) * 10 + (pair >>> Byte.SIZE & 0xFF);
  }

  private static long word(String text) {
    return Words.at(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0);
  }
}
