package dev.millrace.connect.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import dev.millrace.connect.kafka.SharedClients.Lease;
import dev.millrace.servers.Waiting;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a client lives that a process shares, and who gets it. */
class SharedClientsTest {
  private static final class Client implements Closeable {
    private final AtomicReference<@Nullable Thread> closedBy = new AtomicReference<>();
    private volatile @Nullable ClassLoader seen;

    @Override
    public void close() {
      seen = Thread.currentThread().getContextClassLoader();
      assertThat("closed before", closedBy.getAndSet(Thread.currentThread()), nullValue());
    }

    boolean isClosed() {
      return closedBy.get() != null;
    }
  }

  /** A while is over when the test says so. */
  private static final class ByHand implements Lingering {
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void later(Runnable closing) {
      waiting.add(closing);
    }

    @Override
    public void now(Runnable closing) {
      closing.run();
    }

    /** Of the one that has waited for longest. */
    void aWhileIsOver() {
      waiting.remove().run();
    }
  }

  private final ByHand lingering = new ByHand();
  private final SharedClients<String, Client> clients =
      new SharedClients<>(use -> new Client(), lingering);

  @Test
  void whoAsksForTheSameGetsTheSame() throws IOException {
    Lease<Client> one = clients.lease("a");
    assertThat(clients.lease("a").client(), sameInstance(one.client()));
    assertThat(clients.lease("b").client(), not(sameInstance(one.client())));
  }

  @Test
  void aClientIsClosedAWhileAfterTheLastHasGivenItBack() throws IOException {
    Lease<Client> one = clients.lease("a");
    Lease<Client> other = clients.lease("a");
    one.close();
    one.close();
    assertThat(lingering.waiting, hasSize(0));
    other.close();
    assertThat(one.client().isClosed(), is(false));
    lingering.aWhileIsOver();
    assertThat(one.client().isClosed(), is(true));
    assertThat(lingering.waiting, hasSize(0));
    assertThat(clients.lease("a").client().isClosed(), is(false));
  }

  @Test
  void whoComesBackWithinTheWhileGetsTheSameAndItLingersAnew() throws IOException {
    Lease<Client> first = clients.lease("a");
    first.close();
    for (int i = 0; i < 1_000; i++) {
      try (Lease<Client> again = clients.lease("a")) {
        assertThat(again.client(), sameInstance(first.client()));
      }
    }
    assertThat(lingering.waiting, hasSize(1));
    lingering.aWhileIsOver();
    assertThat(first.client().isClosed(), is(false));
    assertThat(lingering.waiting, hasSize(1));
    lingering.aWhileIsOver();
    assertThat(first.client().isClosed(), is(true));
  }

  @Test
  void whatIsInUseAsTheWhileEndsIsClosedAWhileAfterItsUse() throws IOException {
    Lease<Client> first = clients.lease("a");
    first.close();
    Lease<Client> second = clients.lease("a");
    lingering.aWhileIsOver();
    assertThat(first.client().isClosed(), is(false));
    assertThat(lingering.waiting, hasSize(0));
    second.close();
    lingering.aWhileIsOver();
    assertThat(first.client().isClosed(), is(true));
  }

  @Test
  void whatIsGivenUpNobodyGetsAnyMoreAndTheLastWhoHasItCloses() throws IOException {
    Lease<Client> one = clients.lease("a");
    Lease<Client> other = clients.lease("a");
    one.giveUp();
    Lease<Client> later = clients.lease("a");
    assertThat(later.client(), not(sameInstance(one.client())));
    one.close();
    assertThat(one.client().isClosed(), is(false));
    other.giveUp();
    other.close();
    assertThat(one.client().isClosed(), is(true));
    assertThat(clients.lease("a").client(), sameInstance(later.client()));
    assertThat(later.client().isClosed(), is(false));
  }

  @Test
  void whatIsGivenUpWhileItLingeredIsClosedOnce() throws IOException {
    Lease<Client> first = clients.lease("a");
    first.close();
    Lease<Client> second = clients.lease("a");
    second.giveUp();
    second.close();
    assertThat(first.client().isClosed(), is(true));
    lingering.aWhileIsOver();
    first.giveUp();
    assertThat(lingering.waiting, hasSize(0));
  }

  private static @Nullable Thread named(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().equals(name))
        .findAny()
        .orElse(null);
  }

  @Test
  void whenEverythingIsClosedNoThreadOfOursIsLeft() throws IOException {
    String name = "closer of " + SharedClientsTest.class;
    SharedClients<String, Client> real =
        new SharedClients<>(use -> new Client(), Lingering.of(name, Duration.ofNanos(1)));
    ClassLoader foreign = new ClassLoader(null) {};
    Thread self = Thread.currentThread();
    ClassLoader own = self.getContextClassLoader();
    for (int round = 0; round < 2; round++) {
      Lease<Client> lingering = real.lease("a");
      Lease<Client> given = real.lease("b");
      given.giveUp();
      self.setContextClassLoader(foreign);
      try {
        lingering.close();
        given.close();
      } finally {
        self.setContextClassLoader(own);
      }
      Waiting.patiently().until(() -> named(name) == null, () -> name + " lives");
      for (Client each : List.of(lingering.client(), given.client())) {
        Thread closedBy = each.closedBy.get();
        assertThat(closedBy, notNullValue());
        assertThat(closedBy.isAlive(), is(false));
        assertThat(each.seen, sameInstance(SharedClients.class.getClassLoader()));
      }
    }
  }
}
