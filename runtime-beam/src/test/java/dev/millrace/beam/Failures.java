package dev.millrace.beam;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Failures that a test plants in its pipeline, which runs in the same process. */
final class Failures {
  private static final ConcurrentHashMap<String, AtomicInteger> COUNTDOWNS =
      new ConcurrentHashMap<>();
  private static final AtomicInteger FAILED = new AtomicInteger();

  private Failures() {}

  /** Fails once, at the given call of {@link #pass} from now on. */
  static void plant(String place, int call) {
    COUNTDOWNS.put(place, new AtomicInteger(call));
  }

  static void clear() {
    COUNTDOWNS.clear();
    FAILED.set(0);
  }

  /** How many have happened. */
  static int happened() {
    return FAILED.get();
  }

  static void pass(String place) {
    AtomicInteger countdown = COUNTDOWNS.get(place);
    if (countdown != null && countdown.decrementAndGet() == 0) {
      FAILED.incrementAndGet();
      throw new IllegalStateException("planted at " + place);
    }
  }
}
