package dev.millrace.servers;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what other processes do: they tell nobody, so somebody has to ask. */
public final class Waiting {
  /**
   * Bounds what hangs; nothing takes so long, not even on a machine that has other things to do.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final long BETWEEN_MILLIS = 50;

  private final Duration patience;

  private Waiting(Duration patience) {
    this.patience = patience;
  }

  /** For what comes unless something is wrong: how long it takes says nothing. */
  public static Waiting patiently() {
    return new Waiting(PATIENCE);
  }

  /** Where how long it takes is what matters. */
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
        throw late(otherwise);
      }
      try {
        Thread.sleep(BETWEEN_MILLIS);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /**
   * Waits for what another thread works out.
   *
   * @param otherwise what the failure says when it does not come
   * @throws AssertionError when it does not come in time
   * @throws ExecutionException when the other thread failed
   */
  public <T> T result(Future<T> future, Supplier<String> otherwise) throws ExecutionException {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw late(otherwise);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Waits until a process is over; ends it when it does not come to an end.
   *
   * @param otherwise what the failure says then
   * @return what it ended with
   * @throws AssertionError when it is not over in time
   */
  public int end(Process process, Supplier<String> otherwise) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw late(() -> process.info() + " is not over; " + otherwise.get());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * The next line that a process prints; null when it prints no more.
   *
   * @throws AssertionError when it is not there in time
   */
  public @Nullable String line(BufferedReader says) {
    return aside(says::readLine, "it prints nothing");
  }

  /**
   * Everything that a process prints, as UTF-8, until it is over, as {@link #end} waits for it.
   *
   * @throws AssertionError when it is not over in time
   */
  public String output(Process process) {
    try {
      byte[] all =
          aside(process.getInputStream()::readAllBytes, process.info() + " does not stop printing");
      int unused = end(process, () -> "it prints no more");
      return new String(all, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Reading cannot be interrupted: who reads for too long is left alone. */
  private <T> T aside(Callable<T> reading, String otherwise) {
    FutureTask<T> task = new FutureTask<>(reading);
    Thread thread = new Thread(task, "waiting");
    thread.setDaemon(true);
    thread.start();
    try {
      return result(task, () -> otherwise);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private AssertionError late(Supplier<String> otherwise) {
    return new AssertionError("not within " + patience + ": " + otherwise.get());
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting", e);
  }
}
