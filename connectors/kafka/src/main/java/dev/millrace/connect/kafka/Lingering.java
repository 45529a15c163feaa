package dev.millrace.connect.kafka;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** When a client is closed that nobody uses any more, and who closes it. */
interface Lingering {
  /** Closes it a while later, when nobody may have come back. Returns at once. */
  void later(Runnable closing);

  /** Closes it. Returns at once: a client may take its time. */
  void now(Runnable closing);

  /**
   * By a thread that lives only as long as something is waiting, and a second more. On a cluster
   * that runs many jobs in one process, a thread of a job that has ended would keep the job's
   * classes, and all they hold, for ever.
   *
   * @param thread its name
   * @param linger what a while is
   */
  static Lingering of(String thread, Duration linger) {
    ScheduledThreadPoolExecutor closer =
        new ScheduledThreadPoolExecutor(1, work -> closing(work, thread));
    closer.setKeepAliveTime(1, TimeUnit.SECONDS);
    closer.allowCoreThreadTimeOut(true);
    return new Lingering() {
      @Override
      public void later(Runnable closing) {
        Future<?> unused = closer.schedule(closing, linger.toNanos(), TimeUnit.NANOSECONDS);
      }

      @Override
      public void now(Runnable closing) {
        closer.execute(closing);
      }
    };
  }

  /** It sees the classes that clients were made of, and not those of whoever released the first. */
  private static Thread closing(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(Lingering.class.getClassLoader());
    return thread;
  }
}
