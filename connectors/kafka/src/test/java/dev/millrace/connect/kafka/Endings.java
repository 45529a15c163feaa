package dev.millrace.connect.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A topic as a stream that ends, so that a test can look at what was made of it: a partition when
 * its reader stands at a given offset, and all of them when something has happened. Fails where it
 * was told to.
 *
 * @param ends offsets by the partition's name; a partition that has none never ends by itself
 * @param name of the test's own, for what happens in this process
 */
record Endings(SourceBinding<Object> topic, Map<String, Long> ends, String name)
    implements SourceBinding<Object> {
  private static final long serialVersionUID = 1L;

  /** What a test does meanwhile, in this process. */
  static final class Meanwhile {
    private static final Map<String, Meanwhile> ALL = new ConcurrentHashMap<>();

    /** Called when a partition, given by its name, has given up to an offset. */
    interface Action {
      void at(String partition, long offset);
    }

    private final Map<String, Set<Long>> raises = new ConcurrentHashMap<>();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> beginnings = new ConcurrentHashMap<>();
    volatile Action action = (partition, offset) -> {};
    volatile boolean isOver;

    static Meanwhile of(String name) {
      return ALL.computeIfAbsent(name, any -> new Meanwhile());
    }

    /** How many times a partition has said anew that it is idle. */
    int raises(String partition) {
      return raises.getOrDefault(partition, Set.of()).size();
    }

    /**
     * Lets the reader of a partition fail once, when it has read on behind what a complete
     * checkpoint holds. For that checkpoint it waits at an offset, if it has to.
     */
    void failBehindCheckpoint(String partition, long offset) {
      failures.put(partition, new Failure(offset));
    }

    /** Whether a failure that was asked for has come. */
    boolean hasFailed(String partition) {
      Failure failure = failures.get(partition);
      return failure != null && failure.hasCome;
    }

    /** Where the readers of a partition began, one after the other. */
    List<Long> beginnings(String partition) {
      return List.copyOf(beginnings.getOrDefault(partition, List.of()));
    }

    /**
     * The offset that a complete checkpoint held for certain when a failure came that was asked
     * for.
     *
     * @throws AssertionError when it did not come
     */
    long failedBehind(String partition) {
      Failure failure = failures.get(partition);
      if (failure == null || !failure.hasCome) {
        throw new AssertionError("nothing has failed in " + partition);
      }
      return failure.checkpointed;
    }

    /**
     * Each partition has failed, and a reader of it has then begun where a checkpoint stood, which
     * was neither the beginning nor before what was known to be complete.
     */
    void assertWentOnFromCheckpoints(String... names) {
      for (String partition : names) {
        long complete = failedBehind(partition);
        List<Long> begun = beginnings(partition);
        assertThat(complete, greaterThan(begun.get(0)));
        assertThat(begun.toString(), begun.size(), greaterThan(1));
        assertThat(begun.get(begun.size() - 1), greaterThanOrEqualTo(complete));
      }
    }

    private void begins(String partition, long offset) {
      beginnings.computeIfAbsent(partition, any -> new CopyOnWriteArrayList<>()).add(offset);
    }
  }

  /** A failure that comes once. Readers of a partition follow one another, in whatever threads. */
  private static final class Failure {
    private final long waitAt;
    private volatile long checkpointed;
    private volatile boolean hasCome;

    private Failure(long waitAt) {
      this.waitAt = waitAt;
    }

    /** Whether a reader that stands at an offset has to wait there. */
    boolean isAwaited(long at) {
      return !hasCome && at >= waitAt && checkpointed < waitAt;
    }

    void comeIfDue(String partition, long at) {
      if (!hasCome && checkpointed >= waitAt && at > checkpointed) {
        hasCome = true;
        throw new IllegalStateException("planted in " + partition);
      }
    }

    void checkpointed(long offset) {
      if (!hasCome) {
        checkpointed = offset;
      }
    }
  }

  @Override
  public String describe() {
    return topic.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    return topic.check(port, shape);
  }

  @Override
  public boolean isUnbounded() {
    return true;
  }

  @Override
  public Duration looksForPartitionsEvery() {
    return topic.looksForPartitionsEvery();
  }

  @Override
  public byte[] resumePointOfFound(String partition) {
    return topic.resumePointOfFound(partition);
  }

  @Override
  public Optional<SourceBinding<Object>> history() {
    return topic.history().map(files -> new PacedHistory(files, name));
  }

  @Override
  public List<InputPartition> partitions(Shape<Object> shape, long extentBytes) throws IOException {
    return topic.partitions(shape, extentBytes);
  }

  @Override
  public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    return topic.open(shape, projection, extent);
  }

  @Override
  public StreamReader<Object> follow(
      Shape<Object> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    StreamReader<Object> reader = topic.follow(shape, projection, partition, resumePoint);
    Meanwhile.of(name).begins(partition, ResumePoint.fromBytes(reader.resumePoint()).offset());
    return new Ending(reader, partition, ends.getOrDefault(partition, Long.MAX_VALUE), name);
  }

  private record Ending(StreamReader<Object> reader, String partition, long end, String name)
      implements StreamReader<Object> {
    @Override
    public Reading read(InputBatch<Object> batch) throws IOException {
      Meanwhile meanwhile = Meanwhile.of(name);
      long at = ResumePoint.fromBytes(reader.resumePoint()).offset();
      Standstill.of(name).at(partition, at, end);
      meanwhile.action.at(partition, at);
      if (PacedHistory.Pace.of(name).holds(at)) {
        return Reading.WAITING;
      }
      Failure failure = meanwhile.failures.get(partition);
      if (failure != null) {
        failure.comeIfDue(partition, at);
        if (failure.isAwaited(at)) {
          return Reading.WAITING;
        }
      }
      return at >= end || meanwhile.isOver ? Reading.ENDED : reader.read(batch);
    }

    @Override
    public byte[] resumePoint() {
      return reader.resumePoint();
    }

    @Override
    public long idleUntil() {
      long until = reader.idleUntil();
      if (until != Long.MIN_VALUE) {
        Meanwhile.of(name)
            .raises
            .computeIfAbsent(partition, any -> ConcurrentHashMap.newKeySet())
            .add(until);
      }
      return until;
    }

    @Override
    public long readUpTo() {
      return reader.readUpTo();
    }

    @Override
    public boolean isIdleByClock() {
      return reader.isIdleByClock();
    }

    @Override
    public void checkpointed(byte[] resumePoint) {
      Failure failure = Meanwhile.of(name).failures.get(partition);
      if (failure != null) {
        failure.checkpointed(ResumePoint.fromBytes(resumePoint).offset());
      }
      PacedHistory.Pace.of(name).checkpointed(ResumePoint.fromBytes(resumePoint).offset());
      reader.checkpointed(resumePoint);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
