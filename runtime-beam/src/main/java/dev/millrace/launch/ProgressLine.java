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
  private static final String BLANK = "\r" + " ".repeat(WIDTH) + "\r";

  private final @Nullable ScheduledExecutorService timer;
  private final PrintStream err;

  private ProgressLine(@Nullable ScheduledExecutorService timer, PrintStream err) {
    this.timer = timer;
    this.err = err;
  }

  /** No line: only what is said is printed. */
  static ProgressLine hidden(PrintStream err) {
    return new ProgressLine(null, err);
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

  /** Prints a line of its own, above the progress where there is one. */
  void say(String text) {
    err.println(timer == null ? text : BLANK + text);
  }

  void close() {
    if (timer != null) {
      timer.shutdownNow();
      err.print(BLANK);
      err.flush();
    }
  }
}
