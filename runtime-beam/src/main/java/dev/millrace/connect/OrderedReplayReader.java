package dev.millrace.connect;

import dev.millrace.Rejection;
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
  private long[] positions = new long[0];

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
  private final class Renumbered extends ForwardedBatch<T> {
    private final int components;
    private int rows;

    private Renumbered(InputBatch<T> batch) {
      super(batch);
      this.components = batch.shape().components().size();
      for (int i = 0; i < components; i++) {
        if (projection.needs(i)) {
          this.rows = batch.column(i).size();
        }
      }
    }

    /** One at a time until all are skipped that were read before. */
    @Override
    public int room() {
      return given < toSkip ? super.room() : batch.room();
    }

    @Override
    public void acceptAll(long[] inFile, byte[] raw, int[] starts, int[] ends, int count) {
      if (given < toSkip) {
        super.acceptAll(inFile, raw, starts, ends, count);
        return;
      }
      if (positions.length < count) {
        positions = new long[count];
      }
      for (int i = 0; i < count; i++) {
        positions[i] = given++;
      }
      rows += count;
      batch.acceptAll(positions, raw, starts, ends, count);
    }

    @Override
    public void accept(long firstPosition, int count) {
      if (given < toSkip) {
        super.accept(firstPosition, count);
        return;
      }
      rows += count;
      batch.accept(given, count);
      given += count;
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
