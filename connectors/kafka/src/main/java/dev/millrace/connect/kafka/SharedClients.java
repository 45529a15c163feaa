package dev.millrace.connect.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that everybody in this process shares who asks for the same: senders come and go with
 * every bundle, and a client has threads and connections. One that nobody uses is closed after a
 * while. Thread-safe.
 *
 * @param <K> what a client is for
 * @param <C> the client
 */
final class SharedClients<K, C extends Closeable> {
  private static final long LINGER_SECONDS = 10;
  private static final ScheduledExecutorService CLOSER =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "millrace-kafka-closer");
            thread.setDaemon(true);
            return thread;
          });

  /** Makes a client. */
  interface Opening<K, C> {
    C open(K use) throws IOException;
  }

  /** A client, and how many use it. */
  private static final class Shared<C> {
    private final C client;
    private int users;

    private Shared(C client) {
      this.client = client;
    }
  }

  private final Opening<K, C> opening;
  private final Map<K, Shared<C>> open = new HashMap<>();

  SharedClients(Opening<K, C> opening) {
    this.opening = opening;
  }

  /** To be given back with {@link #release}. */
  synchronized C lease(K use) throws IOException {
    Shared<C> shared = open.get(use);
    if (shared == null) {
      shared = new Shared<>(opening.open(use));
      open.put(use, shared);
    }
    shared.users++;
    return shared.client;
  }

  synchronized void release(K use) {
    Shared<C> shared = open.get(use);
    if (shared != null && --shared.users == 0) {
      Future<?> unused = CLOSER.schedule(() -> closeUnused(use), LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }

  private @Nullable Void closeUnused(K use) throws IOException {
    C unused = takeUnused(use);
    if (unused != null) {
      unused.close();
    }
    return null;
  }

  private synchronized @Nullable C takeUnused(K use) {
    Shared<C> shared = open.get(use);
    if (shared == null || shared.users > 0) {
      return null;
    }
    open.remove(use);
    return shared.client;
  }
}
