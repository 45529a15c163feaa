package dev.millrace.engine;

import dev.millrace.Rejection;
import dev.millrace.Rejection.Failure;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Envelopes;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine's side of {@link InputBatch}: what a reader has read since the last block. */
final class RowBuffer<T> implements InputBatch<T> {
  private final Shape<T> shape;
  private final Projection projection;
  private final Limits limits;
  private final String partition;
  private final long partitionHash;
  private final ColumnBuilder[] columns;
  private final ByteOutput raw = new ByteOutput(1 << 16);
  private final List<UnreadableRecord> unreadable = new ArrayList<>();
  private long[] positions;
  private int[] starts;
  private int[] ends;
  private int size;
  private @Nullable Handed envelopes;
  private long unreadableBytes;

  /** Positions of all records, readable or not, as they were handed over. */
  private long[] handedOver;

  private int read;

  private final List<Segment> skipped = new ArrayList<>();
  private long records;
  private long most;

  RowBuffer(
      Shape<T> shape, Projection projection, String partition, long partitionHash, Limits limits) {
    this.shape = shape;
    this.projection = projection;
    this.partition = partition;
    this.partitionHash = partitionHash;
    this.limits = limits;
    this.most = limits.blockRows();
    int expected = Math.min(limits.blockRows(), 256);
    columns =
        shape.components().stream()
            .map(component -> projection.builder(shape, component.index(), expected))
            .toArray(ColumnBuilder[]::new);
    positions = new long[expected];
    handedOver = new long[expected];
    starts = new int[expected];
    ends = new int[expected];
  }

  @Override
  public Shape<T> shape() {
    return shape;
  }

  @Override
  public boolean isFull() {
    return records >= most || raw.size() + unreadableBytes >= limits.blockBytes();
  }

  @Override
  public int room() {
    return isFull() ? 0 : (int) (most - records);
  }

  @Override
  public ColumnBuilder column(int component) {
    return columns[component];
  }

  @Override
  public void acceptAll(long[] at, byte[] bytes, int[] from, int[] to, int count) {
    if (count == 0) {
      return;
    }
    makeRoom(count);
    System.arraycopy(at, 0, handedOver, read, count);
    System.arraycopy(at, 0, positions, size, count);
    int shift = raw.size() - from[0];
    for (int i = 0; i < count; i++) {
      starts[size + i] = from[i] + shift;
      ends[size + i] = to[i] + shift;
    }
    raw.writeBytes(bytes, from[0], to[count - 1] - from[0]);
    read += count;
    records += count;
    size += count;
  }

  private void makeRoom(int count) {
    if (size + count > positions.length) {
      int capacity = Math.max(2 * positions.length, size + count);
      positions = Arrays.copyOf(positions, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
    }
    if (read + count > handedOver.length) {
      handedOver = Arrays.copyOf(handedOver, Math.max(2 * handedOver.length, read + count));
    }
  }

  @Override
  public void accept(long firstPosition, int rows) {
    makeRoom(rows);
    for (int i = 0; i < rows; i++) {
      handedOver[read + i] = firstPosition + i;
      positions[size + i] = firstPosition + i;
    }
    Arrays.fill(starts, size, size + rows, raw.size());
    Arrays.fill(ends, size, size + rows, raw.size());
    read += rows;
    records += rows;
    size += rows;
  }

  @Override
  public void accept(long position, byte[] bytes, int from, int to) {
    makeRoom(1);
    count(position);
    positions[size] = position;
    starts[size] = raw.size();
    raw.writeBytes(bytes, from, to - from);
    ends[size] = raw.size();
    size++;
  }

  @Override
  public void reject(
      long position,
      byte[] bytes,
      int from,
      int to,
      Rejection.Stage stage,
      List<Failure> failures,
      @Nullable Throwable exception) {
    count(position);
    for (ColumnBuilder column : columns) {
      if (column.size() > size) {
        column.truncate(size);
      }
    }
    unreadable.add(
        new UnreadableRecord(
            partition,
            position,
            partitionHash,
            Arrays.copyOfRange(bytes, from, to),
            stage,
            List.copyOf(failures),
            exception == null ? null : Rejects.described(exception),
            envelopes == null ? null : envelopes.latest().frame(position)));
    unreadableBytes += to - from;
  }

  private void count(long position) {
    if (read == handedOver.length) {
      handedOver = Arrays.copyOf(handedOver, 2 * read);
    }
    handedOver[read++] = position;
    records++;
  }

  @Override
  public void skip(long firstPosition, long count) {
    if (projection.conditions().isEmpty()) {
      throw new IllegalStateException(
          "the reader of " + partition + " skips records, and no condition allows it");
    }
    if (count < 1 || firstPosition > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(count + " records from " + firstPosition + " on");
    }
    skipped.add(new Segment(firstPosition, firstPosition + count));
    records += count;
  }

  @Override
  public void cameWith(Envelopes latest) {
    envelopes = new Handed(latest, records == 0 ? Long.MIN_VALUE : behind(), envelopes);
  }

  /**
   * What records came with, of one block that a reader may fill in several goes.
   *
   * @param from the first position that the latest knows
   * @param earlier of positions before that; null where nobody knows any
   */
  private record Handed(Envelopes latest, long from, @Nullable Handed earlier)
      implements Envelopes {
    @Override
    public byte @Nullable [] frame(long position) {
      return of(position).frame(position);
    }

    @Override
    public long arrivedAt(long position) {
      return of(position).arrivedAt(position);
    }

    private Envelopes of(long position) {
      Handed known = this;
      while (position < known.from && known.earlier != null) {
        known = known.earlier;
      }
      return known.latest;
    }
  }

  /** Takes at most so many records at a time from now on, and never more than a block holds. */
  void atMost(long wanted) {
    most = Math.min(wanted, limits.blockRows());
  }

  /** Records since the last {@link #take}, read or skipped. */
  long records() {
    return records;
  }

  /** The position behind the last record since the last {@link #take}; there has to be one. */
  long behind() {
    long behindRead = read == 0 ? 0 : handedOver[read - 1] + 1;
    return skipped.isEmpty()
        ? behindRead
        : Math.max(behindRead, skipped.get(skipped.size() - 1).to());
  }

  /**
   * What a reader handed over.
   *
   * @param records all of them, counted by their positions before there was a block
   */
  record Taken<T>(ReadRecords records, List<UnreadableRecord> unreadable, Block<T> block) {}

  /** Everything since the last call; the buffer is empty afterwards. */
  Taken<T> take() {
    Taken<T> taken =
        new Taken<>(
            new ReadRecords(partitionHash, Arrays.copyOf(handedOver, read), skipped),
            takeUnreadable(),
            takeBlock());
    read = 0;
    skipped.clear();
    records = 0;
    envelopes = null;
    return taken;
  }

  private List<UnreadableRecord> takeUnreadable() {
    List<UnreadableRecord> taken = List.copyOf(unreadable);
    unreadable.clear();
    unreadableBytes = 0;
    return taken;
  }

  private Block<T> takeBlock() {
    @Nullable Column[] built = new Column[columns.length];
    for (int i = 0; i < columns.length; i++) {
      if (!projection.needs(i)) {
        continue;
      }
      if (columns[i].size() != size) {
        throw new IllegalStateException(
            "the reader of "
                + partition
                + " gave "
                + columns[i].size()
                + " values of "
                + shape.components().get(i).name()
                + " for "
                + size
                + " rows");
      }
      built[i] = columns[i].build();
    }
    long[] high = new long[size];
    Arrays.fill(high, partitionHash);
    Provenance provenance =
        Provenance.of(
            partition,
            high,
            Arrays.copyOf(positions, size),
            new Provenance.RawRows(
                raw.toByteArray(),
                Arrays.copyOf(starts, size),
                Arrays.copyOf(ends, size),
                envelopes));
    Block<T> block = Block.ofColumns(shape, built, size, provenance);
    size = 0;
    raw.clear();
    return block;
  }
}
