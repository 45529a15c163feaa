package dev.millrace.connect.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that everybody in this process shares who asks for the same: senders come and go with
 * every bundle, and a client has threads and connections. One that nobody uses is closed after a
 * while. Thread-safe.
 *
 * @param <K> what a client is for
 * @param <C> the client
 */
final class SharedClients<K, C extends Closeable> {
  private static final Logger LOG = LoggerFactory.getLogger(SharedClients.class);
  private static final Lingering TEN_SECONDS =
      Lingering.of("millrace-kafka-closer", Duration.ofSeconds(10));

  /** Makes a client. */
  interface Opening<K, C> {
    C open(K use) throws IOException;
  }

  /** A client in use; closing gives it back. */
  interface Lease<C> extends Closeable {
    C client();

    /**
     * Says that the client is of no more use: whoever asks from now on gets another one, and this
     * one is closed when the last of those who have it gives it back.
     */
    void giveUp();

    @Override
    void close();
  }

  /** A client, and who uses it. */
  private static final class Shared<K, C> {
    private final K use;
    private final C client;
    private int users;

    /** Counts leases, so that a client that was used meanwhile lingers anew. */
    private long turn;

    private boolean isLingering;
    private boolean isGivenUp;

    private Shared(K use, C client) {
      this.use = use;
      this.client = client;
    }
  }

  private final Opening<K, C> opening;
  private final Lingering lingering;
  private final Map<K, Shared<K, C>> open = new HashMap<>();

  SharedClients(Opening<K, C> opening) {
    this(opening, TEN_SECONDS);
  }

  SharedClients(Opening<K, C> opening, Lingering lingering) {
    this.opening = opening;
    this.lingering = lingering;
  }

  synchronized Lease<C> lease(K use) throws IOException {
    Shared<K, C> shared = open.get(use);
    if (shared == null) {
      shared = new Shared<>(use, opening.open(use));
      open.put(use, shared);
    }
    shared.users++;
    shared.turn++;
    return new Use(shared);
  }

  private final class Use implements Lease<C> {
    private final Shared<K, C> shared;
    private boolean isClosed;

    private Use(Shared<K, C> shared) {
      this.shared = shared;
    }

    @Override
    public C client() {
      return shared.client;
    }

    @Override
    public void giveUp() {
      synchronized (SharedClients.this) {
        if (!isClosed) {
          shared.isGivenUp = true;
          open.remove(shared.use, shared);
        }
      }
    }

    @Override
    public void close() {
      synchronized (SharedClients.this) {
        if (!isClosed) {
          isClosed = true;
          release(shared);
        }
      }
    }
  }

  private void release(Shared<K, C> shared) {
    shared.users--;
    if (shared.users > 0) {
      return;
    }
    if (shared.isGivenUp) {
      lingering.now(() -> close(shared.client));
    } else if (!shared.isLingering) {
      shared.isLingering = true;
      linger(shared);
    }
  }

  private void linger(Shared<K, C> shared) {
    long turn = shared.turn;
    lingering.later(
        () -> {
          if (isUnused(shared, turn)) {
            close(shared.client);
          }
        });
  }

  /** Whether nobody has asked for it meanwhile; then nobody gets it any more. */
  private synchronized boolean isUnused(Shared<K, C> shared, long turn) {
    if (shared.users > 0) {
      shared.isLingering = false;
      return false;
    }
    if (shared.isGivenUp) {
      return false;
    }
    if (shared.turn != turn) {
      linger(shared);
      return false;
    }
    open.remove(shared.use, shared);
    return true;
  }

  private static void close(Closeable client) {
    try {
      client.close();
    } catch (IOException | RuntimeException e) {
      // What it says may hold what was given as a secret.
      LOG.warn("A client that nobody uses could not be closed: {}", ClientFailure.kind(e));
    }
  }
}
