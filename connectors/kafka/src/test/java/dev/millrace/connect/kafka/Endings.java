package dev.millrace.connect.kafka;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

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

    final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    volatile Action action = (partition, offset) -> {};
    volatile boolean isOver;

    static Meanwhile of(String name) {
      return ALL.computeIfAbsent(name, any -> new Meanwhile());
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
    return topic.history();
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
    return new Ending(reader, partition, ends.getOrDefault(partition, Long.MAX_VALUE), name);
  }

  private record Ending(StreamReader<Object> reader, String partition, long end, String name)
      implements StreamReader<Object> {
    @Override
    public Reading read(InputBatch<Object> batch) throws IOException {
      Meanwhile meanwhile = Meanwhile.of(name);
      long at = TopicStream.resumed(reader.resumePoint());
      meanwhile.action.at(partition, at);
      if (at >= end || meanwhile.isOver) {
        return Reading.ENDED;
      }
      AtomicInteger countdown = meanwhile.failures.get(partition);
      if (countdown != null && countdown.decrementAndGet() == 0) {
        throw new IllegalStateException("planted in " + partition);
      }
      return reader.read(batch);
    }

    @Override
    public byte[] resumePoint() {
      return reader.resumePoint();
    }

    @Override
    public long idleUntil() {
      return reader.idleUntil();
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
      reader.checkpointed(resumePoint);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
