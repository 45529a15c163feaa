package dev.millrace.connect.kafka;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Files before a topic, one of which a test may have read slowly, or fail.
 *
 * @param name of the test's own, for what happens in this process
 */
record PacedHistory(SourceBinding<Object> files, String name) implements SourceBinding<Object> {
  private static final long serialVersionUID = 1L;

  /**
   * What a test does with a file, in this process. A block of it is read each time that a reader of
   * the topic has asked for more, so that checkpoints come in between.
   */
  static final class Pace {
    private static final Map<String, Pace> ALL = new ConcurrentHashMap<>();
    private static final int PATIENCE_SECONDS = 600;

    private final Semaphore asked = new Semaphore(0);
    private volatile String file = "";
    private volatile BooleanSupplier isOver = () -> true;

    /** The failure waits for readers of the topic at this offset; none is wanted without one. */
    private volatile long failsFrom = Long.MAX_VALUE;

    private volatile boolean hasFailed;
    private volatile int checkpoints;

    static Pace of(String name) {
      return ALL.computeIfAbsent(name, any -> new Pace());
    }

    /** Reads a file slowly until something has happened. */
    void slowly(String slow, BooleanSupplier until) {
      file = slow;
      isOver = until;
    }

    /**
     * Lets the reader of a file fail once, in the middle, when a complete checkpoint holds where it
     * stood before, and that a reader of the topic stood at an offset, where it waits.
     */
    void failIn(String failing, long offset) {
      failsFrom = offset;
      slowly(failing, () -> hasFailed);
    }

    boolean hasFailed() {
      return hasFailed;
    }

    /** Whether a reader of the topic that stands at an offset has to wait there. */
    boolean holds(long offset) {
      asked.release();
      return offset >= failsFrom && !hasFailed;
    }

    /** A checkpoint is complete that has a reader of the topic at an offset. */
    synchronized void checkpointed(long offset) {
      if (offset >= failsFrom) {
        checkpoints++;
      }
    }

    private boolean isSlow(Extent extent) {
      return !isOver.getAsBoolean() && extent.partition().endsWith(file);
    }

    private void awaitReader() throws IOException {
      try {
        int unused = asked.drainPermits();
        if (!asked.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("no reader of the topic asks for more");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    private void fail(Extent extent) {
      hasFailed = true;
      throw new IllegalStateException("planted in " + extent.partition());
    }
  }

  @Override
  public String describe() {
    return files.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    return files.check(port, shape);
  }

  @Override
  public List<InputPartition> partitions(Shape<Object> shape, long extentBytes) throws IOException {
    return files.partitions(shape, extentBytes);
  }

  @Override
  public Optional<Extent> rest(Extent extent, long position) {
    return files.rest(extent, position);
  }

  @Override
  public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    return new Paced(files.open(shape, projection, extent), extent, Pace.of(name));
  }

  private static final class Paced implements RowReader<Object> {
    private final RowReader<Object> reader;
    private final Extent extent;
    private final Pace pace;
    private int blocks;
    private int checkpointsBefore;

    Paced(RowReader<Object> reader, Extent extent, Pace pace) {
      this.reader = reader;
      this.extent = extent;
      this.pace = pace;
    }

    @Override
    public boolean read(InputBatch<Object> batch) throws IOException {
      if (pace.isSlow(extent)) {
        pace.awaitReader();
        failIfDue();
      }
      blocks++;
      return reader.read(batch);
    }

    private void failIfDue() {
      if (blocks <= 2) {
        checkpointsBefore = pace.checkpoints;
        // The next checkpoint may have begun before these blocks; the one behind it has not.
      } else if (pace.checkpoints >= checkpointsBefore + 2) {
        pace.fail(extent);
      }
    }

    @Override
    public String contentHash() {
      return reader.contentHash();
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
