package dev.millrace.beam;

import dev.millrace.Rejection;
import dev.millrace.connect.ColumnStatistics;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.plan.Problem;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a seed, in stretches whose statistics are known, like the row groups of a columnar file.
 *
 * @param isFrugal whether it heeds the projection: leaves columns empty that nobody needs, and
 *     skips stretches that cannot hold a row of use; otherwise it gives everything
 */
public record StretchSource(long seed, int partitions, boolean isUnbounded, boolean isFrugal)
    implements SourceBinding<StretchSource.Measure> {
  private static final long serialVersionUID = 1L;
  private static final int STRETCHES = 24;
  private static final int POSITIONS = 1_000;

  /** Records that were skipped in this process. */
  public static final AtomicLong SKIPPED = new AtomicLong();

  /** Values that were not given in this process, because nobody needs them. */
  public static final AtomicLong UNREAD = new AtomicLong();

  public record Measure(
      String key, long number, @Nullable Double amount, Instant at, String note, int unused) {}

  /** A stretch of records at positions that follow on one another; a null cannot be read. */
  private record Stretch(long firstPosition, List<@Nullable Measure> records) {
    boolean isReadable() {
      return records.stream().allMatch(Objects::nonNull);
    }

    ColumnStatistics statistics(int component) {
      List<Comparable<?>> values = new ArrayList<>();
      for (Measure each : records) {
        if (component == 1 && each != null) {
          values.add(each.number());
        } else if (component == 2 && each != null && each.amount() != null) {
          values.add(each.amount());
        }
      }
      if (component != 1 && component != 2) {
        return ColumnStatistics.UNKNOWN;
      }
      return values.isEmpty()
          ? ColumnStatistics.ofNulls()
          : ColumnStatistics.between(
              least(values, 1), least(values, -1), values.size() < records.size());
    }

    @SuppressWarnings("unchecked")
    private static Comparable<?> least(List<Comparable<?>> values, int sign) {
      Comparator<Comparable<?>> order =
          (left, right) -> sign * ((Comparable<Object>) left).compareTo(right);
      return values.stream().min(order).orElseThrow();
    }
  }

  private List<Stretch> stretches(int partition) {
    Random random = new Random(31 * seed + partition);
    List<Stretch> stretches = new ArrayList<>();
    long second = 0;
    for (int s = 0; s < STRETCHES; s++) {
      List<@Nullable Measure> records = new ArrayList<>();
      long base = 100L * random.nextInt(8);
      boolean hasAmounts = random.nextInt(4) > 0;
      boolean isBroken = random.nextInt(6) == 0;
      int size = 1 + random.nextInt(60);
      for (int i = 0; i < size; i++) {
        second += random.nextInt(20);
        long late = random.nextInt(25) == 0 ? 400 : random.nextInt(30);
        records.add(
            isBroken && random.nextInt(10) == 0
                ? null
                : new Measure(
                    "key " + random.nextInt(4),
                    base + random.nextInt(100),
                    hasAmounts && random.nextInt(5) > 0 ? random.nextInt(100) - 10.0 : null,
                    Instant.ofEpochSecond(second - late),
                    "note " + i,
                    i));
      }
      stretches.add(new Stretch((long) s * POSITIONS + 1, records));
    }
    return stretches;
  }

  @Override
  public String describe() {
    return "stretches";
  }

  @Override
  public List<Problem> check(String port, Shape<Measure> shape) {
    return List.of();
  }

  @Override
  public List<InputPartition> partitions(Shape<Measure> shape, long extentBytes) {
    List<InputPartition> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      String name = Integer.toString(p);
      all.add(
          new InputPartition(
              name,
              STRETCHES,
              List.of(
                  new Extent(name, 0, STRETCHES / 2, 1),
                  new Extent(
                      name, STRETCHES / 2, STRETCHES, (long) STRETCHES / 2 * POSITIONS + 1))));
    }
    return all;
  }

  @Override
  public RowReader<Measure> open(Shape<Measure> shape, Projection projection, Extent extent) {
    List<Stretch> all = stretches(Integer.parseInt(extent.partition()));
    Cursor cursor =
        new Cursor(shape, projection, all.subList((int) extent.start(), (int) extent.end()), 0, 0);
    return new RowReader<>() {
      @Override
      public boolean read(InputBatch<Measure> batch) {
        return cursor.read(batch);
      }

      @Override
      public String contentHash() {
        return "";
      }

      @Override
      public void close() throws IOException {}
    };
  }

  @Override
  public StreamReader<Measure> follow(
      Shape<Measure> shape, Projection projection, String partition, byte[] resumePoint) {
    ByteInput from = new ByteInput(resumePoint.length == 0 ? new byte[2] : resumePoint);
    Cursor cursor =
        new Cursor(
            shape,
            projection,
            stretches(Integer.parseInt(partition)),
            (int) from.readVarLong(),
            (int) from.readVarLong());
    return new StreamReader<>() {
      @Override
      public Reading read(InputBatch<Measure> batch) {
        return cursor.read(batch) ? Reading.MORE : Reading.ENDED;
      }

      @Override
      public byte[] resumePoint() {
        ByteOutput out = new ByteOutput();
        out.writeVarLong(cursor.stretch);
        out.writeVarLong(cursor.record);
        return out.toByteArray();
      }

      @Override
      public void close() {}
    };
  }

  /** Where a reader stands. */
  private final class Cursor {
    private final Shape<Measure> shape;
    private final Projection projection;
    private final List<Stretch> stretches;
    private int stretch;
    private int record;

    private Cursor(
        Shape<Measure> shape,
        Projection projection,
        List<Stretch> stretches,
        int stretch,
        int record) {
      this.shape = shape;
      this.projection = projection;
      this.stretches = stretches;
      this.stretch = stretch;
      this.record = record;
    }

    private boolean read(InputBatch<Measure> batch) {
      while (stretch < stretches.size() && !batch.isFull()) {
        Stretch now = stretches.get(stretch);
        if (record == 0 && isUseless(now)) {
          batch.skip(now.firstPosition(), now.records().size());
          SKIPPED.addAndGet(now.records().size());
          record = now.records().size();
        } else {
          give(now.firstPosition() + record, now.records().get(record), batch);
          record++;
        }
        if (record == now.records().size()) {
          stretch++;
          record = 0;
        }
      }
      return stretch < stretches.size();
    }

    private boolean isUseless(Stretch now) {
      return isFrugal && now.isReadable() && !projection.mayKeepAny(now::statistics);
    }

    private void give(long position, @Nullable Measure measure, InputBatch<Measure> batch) {
      byte[] raw = Long.toString(position).getBytes(StandardCharsets.UTF_8);
      if (measure == null) {
        Rejection.Failure failure = new Rejection.Failure("is there", "", "a record", null);
        batch.reject(position, raw, 0, raw.length, Rejection.Stage.READ, List.of(failure), null);
        return;
      }
      @Nullable Object[] values = {
        measure.key(),
        measure.number(),
        measure.amount(),
        measure.at(),
        measure.note(),
        measure.unused()
      };
      for (int i = 0; i < values.length; i++) {
        if (isFrugal && !projection.needs(i)) {
          UNREAD.incrementAndGet();
        } else if (values[i] == null) {
          batch.column(i).appendNull();
        } else {
          shape.codec(i).append(values[i], batch.column(i));
        }
      }
      batch.accept(position, raw, 0, raw.length);
    }
  }
}
