package dev.millrace.connect;

import dev.millrace.Rejection;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a {@link Replay} that keeps the order of whole files: rows go straight into the
 * engine's columns, with new positions.
 */
final class OrderedReplayReader<T> implements StreamReader<T> {
  private final ExtentSequence<T> records;
  private final Projection projection;
  private long given;
  private final long toSkip;

  OrderedReplayReader(ExtentSequence<T> records, Projection projection, byte[] resumePoint) {
    this.records = records;
    this.projection = projection;
    this.toSkip = ResumeNumber.fromBytes(resumePoint);
  }

  @Override
  public Reading read(InputBatch<T> batch) throws IOException {
    boolean more = records.read(new Renumbered(batch));
    if (!more && given < toSkip) {
      throw new IOException("the source of a replay has become shorter since the checkpoint");
    }
    return more ? Reading.MORE : Reading.ENDED;
  }

  @Override
  public byte[] resumePoint() {
    return ResumeNumber.toBytes(Math.max(given, toSkip));
  }

  @Override
  public void close() throws IOException {
    records.close();
  }

  /** The engine's batch, for records with positions of their files; skips those read before. */
  private final class Renumbered implements InputBatch<T> {
    private final InputBatch<T> batch;
    private final int components;
    private int rows;

    private Renumbered(InputBatch<T> batch) {
      this.batch = batch;
      this.components = batch.shape().components().size();
      for (int i = 0; i < components; i++) {
        if (projection.needs(i)) {
          this.rows = batch.column(i).size();
        }
      }
    }

    @Override
    public Shape<T> shape() {
      return batch.shape();
    }

    @Override
    public boolean isFull() {
      return batch.isFull();
    }

    @Override
    public ColumnBuilder column(int component) {
      return batch.column(component);
    }

    @Override
    public void accept(long position, byte[] raw, int from, int to) {
      if (isToBeSkipped()) {
        takeBack();
      } else {
        rows++;
        batch.accept(given - 1, raw, from, to);
      }
    }

    @Override
    public void reject(
        long position,
        byte[] raw,
        int from,
        int to,
        Rejection.Stage stage,
        List<Rejection.Failure> failures,
        @Nullable Throwable exception) {
      if (isToBeSkipped()) {
        takeBack();
      } else {
        batch.reject(given - 1, raw, from, to, stage, failures, exception);
      }
    }

    private boolean isToBeSkipped() {
      return given++ < toSkip;
    }

    private void takeBack() {
      for (int i = 0; i < components; i++) {
        if (projection.needs(i) && batch.column(i).size() > rows) {
          batch.column(i).truncate(rows);
        }
      }
    }
  }
}
