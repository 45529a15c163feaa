package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads what is published while it is published. */
final class TwoReaders {
  private TwoReaders() {}

  /** Compares snapshots until it is told to stop; gives how many. */
  interface Reader {
    int readUntil(AtomicBoolean done) throws IOException;
  }

  /** Publishes one thing after the other. */
  interface Publishing {
    void run() throws IOException;
  }

  /** Two readers, each of which must find more than one snapshot to compare. */
  static void readDuring(Publishing publishing, Reader reader) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> counts =
          List.of(
              readers.submit(() -> reader.readUntil(done)),
              readers.submit(() -> reader.readUntil(done)));
      publishing.run();
      done.set(true);
      for (Future<Integer> snapshots : counts) {
        assertThat(
            Waiting.patiently().result(snapshots, () -> "a reader has not found two snapshots"),
            is(greaterThan(1)));
      }
    } finally {
      done.set(true);
      readers.shutdown();
    }
  }
}
