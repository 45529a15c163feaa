package dev.millrace.connect;

import dev.millrace.Rejection;
import java.io.IOException;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One partition of a {@link Replay} with a pace or idle times. It never sleeps. */
final class TimedReplayReader<T> implements StreamReader<T> {
  private static final double NANOS_PER_SECOND = 1e9;

  private final StreamReader<T> records;
  private final double rowsPerSecond;
  private final Deque<Tempo.Pause> pauses;
  private final LongSupplier nanoTime;

  /** How many records of the partition were given, by this reader or one before it. */
  private long given;

  private long givenHere;
  private long started;
  private boolean hasStarted;
  private boolean hasWaited;
  private boolean isExhausted;

  /**
   * @param rowsPerSecond of this partition; 0 for as many as are asked for
   * @param pauses from {@code given} on
   */
  TimedReplayReader(
      StreamReader<T> records,
      double rowsPerSecond,
      Deque<Tempo.Pause> pauses,
      long given,
      LongSupplier nanoTime) {
    this.records = records;
    this.rowsPerSecond = rowsPerSecond;
    this.pauses = pauses;
    this.given = given;
    this.nanoTime = nanoTime;
  }

  @Override
  public Reading read(InputBatch<T> batch) throws IOException {
    while (isIdle()) {
      if (!hasWaited) {
        hasWaited = true;
        return Reading.WAITING;
      }
      hasWaited = false;
      pauses.remove();
    }
    if (isExhausted) {
      return Reading.ENDED;
    }
    long most =
        Math.min(due(), pauses.isEmpty() ? Long.MAX_VALUE : pauses.element().after() - given);
    if (most <= 0) {
      return Reading.WAITING;
    }
    AtMost<T> part = new AtMost<>(batch, most);
    Reading reading = records.read(part);
    given += part.records;
    givenHere += part.records;
    isExhausted = reading == Reading.ENDED;
    // Also an idle time behind the last record is told before the end.
    return isExhausted && isIdle() ? Reading.MORE : reading;
  }

  private boolean isIdle() {
    return !pauses.isEmpty() && pauses.element().after() == given;
  }

  /** How many records the pace allows now. */
  private long due() {
    if (rowsPerSecond == 0) {
      return Long.MAX_VALUE;
    }
    if (!hasStarted) {
      hasStarted = true;
      started = nanoTime.getAsLong();
    }
    double seconds = (nanoTime.getAsLong() - started) / NANOS_PER_SECOND;
    return (long) (seconds * rowsPerSecond) - givenHere;
  }

  @Override
  public long idleUntil() {
    return isIdle() ? pauses.element().until() : Long.MIN_VALUE;
  }

  @Override
  public byte[] resumePoint() {
    return records.resumePoint();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }

  /** The engine's batch, full after some records. */
  private static final class AtMost<T> extends ForwardedBatch<T> {
    private final long most;
    private long records;

    private AtMost(InputBatch<T> batch, long most) {
      super(batch);
      this.most = most;
    }

    @Override
    public boolean isFull() {
      return records >= most || super.isFull();
    }

    @Override
    public void accept(long position, byte[] raw, int from, int to) {
      records++;
      batch.accept(position, raw, from, to);
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
      records++;
      batch.reject(position, raw, from, to, stage, failures, exception);
    }
  }
}
