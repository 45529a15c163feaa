package dev.millrace.beam;

import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A stream that stops before its end and waits: so that a savepoint falls where a test wants it.
 *
 * @param stream what is there until then, partition by partition
 * @param gate a name; {@link #atGate} says which partitions wait there
 */
record Gated<T>(SourceBinding<T> stream, String gate) implements ForwardedStream<T> {
  private static final long serialVersionUID = 1L;
  private static final Set<String> WAITING = ConcurrentHashMap.newKeySet();

  /** How many partitions wait at gates of this name. */
  static int atGate(String gate) {
    return (int) WAITING.stream().filter(each -> each.startsWith(gate + " ")).count();
  }

  @Override
  public StreamReader<T> follow(
      Shape<T> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    StreamReader<T> reader = stream.follow(shape, projection, partition, resumePoint);
    return new StreamReader<>() {
      @Override
      public Reading read(InputBatch<T> batch) throws IOException {
        Reading reading = reader.read(batch);
        if (reading == Reading.ENDED) {
          WAITING.add(gate + " " + shape.name() + " " + partition);
          return Reading.WAITING;
        }
        return reading;
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
