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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A topic as a stream that ends: a partition when its reader stands at a given offset, so that a
 * test can look at what was made of it. Fails where it was told to.
 *
 * @param ends offsets by the partition's name
 */
record Endings(SourceBinding<Object> topic, Map<String, Long> ends)
    implements SourceBinding<Object> {
  private static final long serialVersionUID = 1L;

  /** Countdowns of blocks until a reader fails, by the partition's name; in this process. */
  static final Map<String, AtomicInteger> FAILURES = new ConcurrentHashMap<>();

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
    long end = ends.getOrDefault(partition, Long.MAX_VALUE);
    return new StreamReader<>() {
      @Override
      public Reading read(InputBatch<Object> batch) throws IOException {
        if (TopicStream.resumed(reader.resumePoint()) >= end) {
          return Reading.ENDED;
        }
        AtomicInteger countdown = FAILURES.get(partition);
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
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
