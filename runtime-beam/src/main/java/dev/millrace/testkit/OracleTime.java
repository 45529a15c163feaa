package dev.millrace.testkit;

/** Microseconds that stop at the ends of long; lengths are never negative. */
final class OracleTime {
  private OracleTime() {}

  static long minus(long time, long length) {
    return time < Long.MIN_VALUE + length ? Long.MIN_VALUE : time - length;
  }

  static long plus(long length, long other) {
    return length > Long.MAX_VALUE - other ? Long.MAX_VALUE : length + other;
  }

  /** The greatest multiple of a hop that is not after a time, also before 1970. */
  static long floor(long time, long hop) {
    return minus(time, Math.floorMod(time, hop));
  }
}
