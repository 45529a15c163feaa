package dev.millrace.plan;

import java.time.Instant;

/** Arithmetic of microseconds that stops at the ends of time instead of coming round. */
public final class Times {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private Times() {}

  /**
   * Microseconds UTC, floored; {@code ChronoUnit.MICROS.between} gives up 292 years from its start.
   *
   * @throws ArithmeticException beyond what a long can hold
   */
  public static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), MICROS_PER_SECOND), time.getNano() / 1_000);
  }

  public static long plus(long time, long micros) {
    long sum = time + micros;
    if (((time ^ sum) & (micros ^ sum)) < 0) {
      return micros < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }

  public static long minus(long time, long micros) {
    long difference = time - micros;
    if (((time ^ micros) & (time ^ difference)) < 0) {
      return micros < 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    return difference;
  }

  /** The greatest multiple of {@code hop} that is not greater, also before 1970. */
  public static long floor(long time, long hop) {
    long remainder = Math.floorMod(time, hop);
    return minus(time, remainder);
  }
}
