package dev.millrace.beam;

import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.record.Shape;
import java.io.IOException;

/**
 * A stream that goes on only when a checkpoint was taken: so that checkpoints fall into the middle
 * of it however fast the machine is.
 *
 * @param blocks read between two checkpoints
 */
record Paced<T>(SourceBinding<T> stream, int blocks) implements ForwardedStream<T> {
  private static final long serialVersionUID = 1L;

  @Override
  public StreamReader<T> follow(
      Shape<T> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    StreamReader<T> reader = stream.follow(shape, projection, partition, resumePoint);
    return new StreamReader<>() {
      private int left = blocks;

      @Override
      public Reading read(InputBatch<T> batch) throws IOException {
        if (left == 0) {
          return Reading.WAITING;
        }
        left--;
        return reader.read(batch);
      }

      @Override
      public byte[] resumePoint() {
        left = blocks;
        return reader.resumePoint();
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
