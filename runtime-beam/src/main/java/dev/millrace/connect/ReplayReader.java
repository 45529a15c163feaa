package dev.millrace.connect;

import dev.millrace.Rejection;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a {@link Replay}: takes its share of the records, and gives them in the order of
 * their number and delay.
 */
final class ReplayReader<T> implements StreamReader<T> {
  private static final int READ_AHEAD = 1024;

  private final ExtentSequence<T> records;
  private final Shape<T> shape;
  private final Projection projection;
  private final int shares;
  private final int share;
  private final Disorder disorder;
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiting::turn).thenComparingLong(Waiting::number));
  private long read;
  private long taken;
  private long given;
  private boolean isReadToTheEnd;

  /** A record that waits for its turn: its values, or why it is none. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Waiting(
      long turn,
      long number,
      @Nullable Object[] values,
      byte[] raw,
      Rejection.@Nullable Stage stage,
      List<Rejection.Failure> failures,
      @Nullable Throwable exception) {}

  /**
   * @param shares in how many the records are dealt out, one by one
   * @param share which of them is this reader's, from 0
   */
  ReplayReader(
      ExtentSequence<T> records,
      Shape<T> shape,
      Projection projection,
      int shares,
      int share,
      Disorder disorder) {
    this.records = records;
    this.shape = shape;
    this.projection = projection;
    this.shares = shares;
    this.share = share;
    this.disorder = disorder;
  }

  void resume(byte[] resumePoint) throws IOException {
    long skip = ResumeNumber.fromBytes(resumePoint);
    while (given < skip) {
      Waiting next = next();
      if (next == null) {
        throw new IOException("the source of a replay has become shorter since the checkpoint");
      }
      given++;
    }
  }

  @Override
  public Reading read(InputBatch<T> batch) throws IOException {
    while (!batch.isFull()) {
      Waiting next = next();
      if (next == null) {
        return Reading.ENDED;
      }
      give(next, batch);
    }
    return Reading.MORE;
  }

  /** The next in turn: nothing that is still to be read can come before it. */
  private @Nullable Waiting next() throws IOException {
    while (!isReadToTheEnd && (waiting.isEmpty() || waiting.element().turn() >= taken)) {
      Ahead ahead = new Ahead();
      isReadToTheEnd = !records.read(ahead);
      ahead.take();
    }
    return waiting.poll();
  }

  private void give(Waiting next, InputBatch<T> batch) {
    long position = given++;
    if (next.stage() != null) {
      batch.reject(
          position,
          next.raw(),
          0,
          next.raw().length,
          next.stage(),
          next.failures(),
          next.exception());
      return;
    }
    for (int i = 0; i < next.values().length; i++) {
      if (projection.needs(i)) {
        shape.codec(i).append(next.values()[i], batch.column(i));
      }
    }
    batch.accept(position, next.raw(), 0, next.raw().length);
  }

  @Override
  public byte[] resumePoint() {
    return ResumeNumber.toBytes(given);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }

  /** What is read ahead at a time: records in the order of the source. */
  private final class Ahead implements InputBatch<T> {
    private final ColumnBuilder[] columns;
    private final byte[][] raws = new byte[READ_AHEAD][];
    private final long[] numbers = new long[READ_AHEAD];
    private int size;
    private int rejected;

    private Ahead() {
      columns =
          shape.components().stream()
              .map(component -> projection.builder(shape, component.index(), READ_AHEAD))
              .toArray(ColumnBuilder[]::new);
    }

    @Override
    public Shape<T> shape() {
      return shape;
    }

    @Override
    public boolean isFull() {
      return size + rejected >= READ_AHEAD;
    }

    @Override
    public ColumnBuilder column(int component) {
      return columns[component];
    }

    @Override
    public void accept(long position, byte[] raw, int from, int to) {
      numbers[size] = read++;
      raws[size++] = Arrays.copyOfRange(raw, from, to);
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
      for (ColumnBuilder column : columns) {
        if (column.size() > size) {
          column.truncate(size);
        }
      }
      rejected++;
      long number = read++;
      if (isMine(number)) {
        add(number, new Object[0], Arrays.copyOfRange(raw, from, to), stage, failures, exception);
      }
    }

    /** Puts the rows that are this reader's among those that wait. */
    private void take() {
      Column[] built = new Column[columns.length];
      for (int i = 0; i < built.length; i++) {
        built[i] = projection.needs(i) ? columns[i].build() : null;
      }
      for (int row = 0; row < size; row++) {
        if (isMine(numbers[row])) {
          @Nullable Object[] values = new Object[built.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = built[i] == null ? null : shape.codec(i).value(built[i], row);
          }
          add(numbers[row], values, raws[row], null, List.of(), null);
        }
      }
      taken = read / shares;
    }

    private boolean isMine(long number) {
      return number % shares == share;
    }

    private void add(
        long number,
        @Nullable Object[] values,
        byte[] raw,
        Rejection.@Nullable Stage stage,
        List<Rejection.Failure> failures,
        @Nullable Throwable exception) {
      long own = number / shares;
      waiting.add(
          new Waiting(own + disorder.delay(own), own, values, raw, stage, failures, exception));
    }
  }
}
