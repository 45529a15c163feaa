package dev.millrace.engine;

/**
 * Which event times rows may have: within {@value #YEARS} years of 1970. Windows, horizons and
 * lateness around any other, of 10,000 years at most, could not be counted in microseconds. Nobody
 * means such a time; it is a sentinel or another unit.
 */
final class TimeReach {
  static final long YEARS = 250_000;

  private static final long MICROS = YEARS * 31_557_600_000_000L;

  private TimeReach() {}

  /**
   * @param time microseconds UTC
   */
  static boolean holds(long time) {
    return -MICROS <= time && time <= MICROS;
  }

  /** For people: where times have to be. */
  static String words() {
    return "at most " + YEARS + " years from 1970";
  }
}
