package dev.millrace.beam;

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

/**
 * A stream that goes on only when a checkpoint was taken: so that checkpoints fall into the middle
 * of it however fast the machine is.
 *
 * @param blocks read between two checkpoints
 */
record Paced<T>(SourceBinding<T> stream, int blocks) implements SourceBinding<T> {
  private static final long serialVersionUID = 1L;

  @Override
  public String describe() {
    return stream.describe();
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    return stream.check(port, shape);
  }

  @Override
  public boolean isUnbounded() {
    return true;
  }

  @Override
  public List<InputPartition> partitions(Shape<T> shape, long extentBytes) throws IOException {
    return stream.partitions(shape, extentBytes);
  }

  @Override
  public RowReader<T> open(Shape<T> shape, Projection projection, Extent extent)
      throws IOException {
    return stream.open(shape, projection, extent);
  }

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
