package dev.millrace.servers;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do: they tell nobody, so somebody has to ask. */
public final class Waiting {
  private static final long BETWEEN_MILLIS = 50;

  private final Duration patience;

  private Waiting(Duration patience) {
    this.patience = patience;
  }

  public static Waiting upTo(Duration patience) {
    return new Waiting(patience);
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @param otherwise what the failure says when it never does
   * @throws AssertionError when it does not hold in time
   */
  public void until(BooleanSupplier condition, Supplier<String> otherwise) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + patience + ": " + otherwise.get());
      }
      try {
        Thread.sleep(BETWEEN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting", e);
      }
    }
  }
}
