package dev.millrace.beam;

import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Duration;

/**
 * A stream of which there is a little more every now and then: a reader nearly always has rows that
 * it has not sent on.
 *
 * @param every least time between two blocks
 */
record Trickle<T>(SourceBinding<T> stream, Duration every) implements ForwardedStream<T> {
  private static final long serialVersionUID = 1L;

  @Override
  public StreamReader<T> follow(
      Shape<T> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    StreamReader<T> reader = stream.follow(shape, projection, partition, resumePoint);
    return new StreamReader<>() {
      private long read = System.nanoTime();

      @Override
      public Reading read(InputBatch<T> batch) throws IOException {
        if (System.nanoTime() - read < every.toNanos()) {
          return Reading.WAITING;
        }
        read = System.nanoTime();
        return reader.read(batch);
      }

      @Override
      public byte[] resumePoint() {
        return reader.resumePoint();
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
