package dev.millrace.launch;

import dev.millrace.engine.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One line on a terminal that is drawn again five times a second, until it is closed and wiped. */
final class ProgressLine {
  private static final int WIDTH = 79;

  private final @Nullable ScheduledExecutorService timer;
  private final @Nullable PrintStream terminal;

  private ProgressLine(@Nullable ScheduledExecutorService timer, @Nullable PrintStream terminal) {
    this.timer = timer;
    this.terminal = terminal;
  }

  static ProgressLine hidden() {
    return new ProgressLine(null, null);
  }

  static ProgressLine show(Progress progress, PrintStream terminal) {
    long started = System.nanoTime();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "millrace-progress");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        timer.scheduleAtFixedRate(
            () ->
                draw(
                    terminal,
                    text(
                        progress.read(),
                        progress.rejected(),
                        Duration.ofNanos(System.nanoTime() - started))),
            200,
            200,
            TimeUnit.MILLISECONDS);
    return new ProgressLine(timer, terminal);
  }

  /** {@code 1,234,567 rows 98,765 rows/s 1,234 rejected 0:12}. */
  static String text(long read, long rejected, Duration elapsed) {
    long rate = read * 1000 / Math.max(1, elapsed.toMillis());
    return String.format(
        Locale.ROOT,
        "%,d rows   %,d rows/s   %,d rejected   %d:%02d",
        read,
        rate,
        rejected,
        elapsed.toMinutes(),
        elapsed.toSecondsPart());
  }

  private static void draw(PrintStream terminal, String text) {
    String cut = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
    terminal.print("\r" + cut + " ".repeat(WIDTH - cut.length()));
    terminal.flush();
  }

  void close() {
    if (timer != null && terminal != null) {
      timer.shutdownNow();
      terminal.print("\r" + " ".repeat(WIDTH) + "\r");
      terminal.flush();
    }
  }
}
