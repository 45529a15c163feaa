package dev.millrace.engine;

import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.connect.StreamReader.Reading;
import dev.millrace.plan.Step;
import dev.millrace.record.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The source stage of a stream, for one partition: reads, decides what is late (SEMANTICS S7), does
 * everything row-wise, folds, and stages parts. What leaves it are shipments, none earlier than
 * {@link #frontier}.
 *
 * <p>A unit of publication is closed when the frontier has passed it, and every part when a
 * checkpoint is taken. What waits to be sent on then is part of the checkpoint, so a reader that
 * goes on from there repeats nothing and leaves nothing out.
 */
public final class StreamStage<T> implements Closeable {
  private final Step.Read read;
  private final String partition;
  private final Limits limits;
  private final Units units;
  private final Receipt.Origin origin;
  private final Clock clock;
  private final Progress progress;
  private final RowBuffer<T> buffer;
  private final StreamReader<T> reader;

  /** Null for a bounded source, which has no order of arrival: it is waited for. */
  private final @Nullable Frontiers frontiers;

  private final Stage stage;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private long covered = Frontier.NONE;

  /** The position after the last record that was read. */
  private long behind;

  private long shipped = Frontier.NONE;
  private long rowsToShip;
  private long shipAt;
  private boolean ended;

  /** Marks whose checkpoints are not known to be complete. */
  private final Deque<Marked> marked = new ArrayDeque<>();

  /** Whether decisions by a clock wait for a checkpoint. */
  private boolean isHolding;

  /** While it waits, nothing is read. */
  private final Decision decision = new Decision();

  private StreamStage(
      Step.Read read,
      SourceBinding<T> binding,
      Shape<T> shape,
      StageSetting setting,
      String partition,
      @Nullable InputPartition listed,
      Clock clock,
      @Nullable StreamMark mark)
      throws IOException {
    this.read = read;
    this.partition = partition;
    this.limits = setting.limits();
    this.units = setting.units();
    this.clock = clock;
    this.progress = setting.progress();
    this.origin = setting.origin();
    Projection projection = setting.plan().projection();
    this.buffer =
        new RowBuffer<>(
            shape, projection, partition, SourceStage.partitionHash(read, partition), limits);
    this.frontiers = binding.isUnbounded() ? new Frontiers(setting.plan(), setting.units()) : null;
    String sortKey = read.name() + " " + partition;
    this.stage =
        frontiers == null
            ? Stage.of(setting, sortKey, this::ship, clock)
            : Stage.ofStream(setting, sortKey, frontiers, this::ship, clock);
    byte[] resumePoint = mark == null ? new byte[0] : mark.resumePoint();
    if (binding.isUnbounded() && !partition.isEmpty()) {
      this.reader = binding.follow(shape, projection, partition, resumePoint);
    } else if (resumePoint.length > 0) {
      this.reader = BoundedStream.resume(binding, shape, projection, resumePoint, buffer);
    } else {
      InputPartition begun =
          listed == null ? BoundedStream.listed(binding, shape, partition) : listed;
      this.reader = BoundedStream.begin(binding, shape, projection, begun, buffer);
    }
    if (mark != null) {
      restore(mark);
    }
  }

  /**
   * Opens a partition.
   *
   * @param partition empty for a source that has none: its stage ends at once
   * @param mark from {@link #mark} of an earlier reader of the partition; empty to begin
   */
  public static StreamStage<?> open(
      Step.Read read,
      SourceBinding<?> binding,
      StageSetting setting,
      String partition,
      Clock clock,
      byte[] mark) {
    return open(read, binding, setting, partition, null, clock, mark);
  }

  /** Opens a partition of a bounded source with the extents it was listed with. */
  public static StreamStage<?> open(
      Step.Read read,
      SourceBinding<?> binding,
      StageSetting setting,
      InputPartition listed,
      Clock clock,
      byte[] mark) {
    return open(read, binding, setting, listed.name(), listed, clock, mark);
  }

  @SuppressWarnings("unchecked") // the launcher has checked that the binding gives such rows
  private static StreamStage<?> open(
      Step.Read read,
      SourceBinding<?> binding,
      StageSetting setting,
      String partition,
      @Nullable InputPartition listed,
      Clock clock,
      byte[] mark) {
    try {
      return new StreamStage<>(
          read,
          (SourceBinding<Object>) binding,
          (Shape<Object>) read.shape(),
          setting,
          partition,
          listed,
          clock,
          mark.length == 0 ? null : StreamMark.fromBytes(mark));
    } catch (IOException e) {
      throw SourceStage.failed(read, partition, e);
    }
  }

  /** Where the reader stood in a mark. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Marked(long number, byte[] resumePoint) {}

  /**
   * Opens a partition that was found while others of its split were read.
   *
   * @param frontier that the split has promised, and the partition begins with
   * @param isHolding whether this waits for a checkpoint, as {@link #holdDecisions}
   */
  static StreamStage<?> found(StreamStage<?> opened, long frontier, boolean isHolding) {
    opened.begin(frontier);
    if (isHolding) {
      opened.isHolding = true;
      opened.decision.make(frontier, opened.clock);
    } else {
      opened.raise(frontier);
    }
    return opened;
  }

  /** A mark to begin at a connector's resume point. */
  public static byte[] markAt(byte[] resumePoint) {
    return new StreamMark(
            0,
            resumePoint,
            Frontier.NONE,
            Frontier.NONE,
            Collections.emptySortedMap(),
            List.of(),
            false,
            Frontier.NONE)
        .toBytes();
  }

  private void begin(long frontier) {
    if (frontiers != null) {
      frontiers.raise(frontier);
    }
    shipped = frontier;
  }

  /**
   * From now on, what a connector decides by a clock counts when a checkpoint that holds it is
   * complete, which {@link #confirm} is told: after a recovery it would decide otherwise, and what
   * was published before would not be the same.
   */
  void holdDecisions() {
    isHolding = true;
  }

  /** The checkpoint with a mark of this number, and all before it, are complete. */
  void confirm(long number) {
    raise(decision.confirmed(number));
    Marked complete = null;
    while (!marked.isEmpty() && marked.peek().number() <= number) {
      complete = marked.poll();
    }
    if (complete != null) {
      reader.checkpointed(complete.resumePoint());
    }
  }

  private void restore(StreamMark mark) {
    if (mark.unitMicros() != 0) {
      units.requireSame(mark.unitMicros(), read.name());
    }
    covered = mark.covered();
    behind = Math.max(0, covered);
    shipped = mark.shipped();
    ended = mark.ended();
    waiting.addAll(mark.waiting());
    if (frontiers != null) {
      frontiers.restore(mark.frontiers());
    }
    // Who restores a mark has it from a checkpoint that is complete.
    raise(mark.decided());
  }

  /**
   * The next shipment. Reads until there is one; empty when nothing is there to read for now, and
   * for ever once {@link #hasEnded}.
   */
  public Optional<byte[]> next() {
    if (waiting.isEmpty()) {
      shipped = frontierNow();
    }
    try {
      while (waiting.isEmpty() && !ended) {
        Reading reading = decision.isWaiting() ? Reading.WAITING : readBlock();
        if (reading == Reading.ENDED) {
          end();
        } else if (isShippingDue()) {
          ship();
          shipped = waiting.isEmpty() ? frontierNow() : shipped;
        } else if (reading == Reading.WAITING) {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      throw SourceStage.failed(read, partition, e);
    }
    return Optional.ofNullable(waiting.poll());
  }

  /** What it means when something fails that belongs to a stage. */
  static StepFailedException failed(StreamStage<?> stage, IOException e) {
    return SourceStage.failed(stage.read, stage.partition, e);
  }

  private Reading readBlock() throws IOException {
    Reading reading = reader.read(buffer);
    long records = buffer.records();
    if (records > 0) {
      if (rowsToShip == 0) {
        shipAt = clock.millis() + limits.shipMillis();
      }
      rowsToShip += records;
      progress.addRead(records);
      RowBuffer.Taken<T> taken = buffer.take();
      behind = taken.records().last() + 1;
      stage.acceptRead(taken);
    }
    raiseIfIdle();
    return reading;
  }

  private void raiseIfIdle() {
    long idle = reader.idleUntil();
    if (frontiers == null || idle <= frontiers.least()) {
      return;
    }
    if (isHolding && reader.isIdleByClock()) {
      decision.make(idle, clock);
    } else {
      raise(idle);
    }
  }

  private void raise(long to) {
    if (frontiers != null && to != Frontier.NONE) {
      frontiers.raise(to);
      stage
          .book(units.of(frontiers.least()))
          .add(new Receipt.FrontierRaise(read.port(), partition, behind, to));
      if (rowsToShip++ == 0) {
        shipAt = clock.millis() + limits.shipMillis();
      }
    }
  }

  private boolean isShippingDue() {
    return rowsToShip >= limits.shipRows() || (rowsToShip > 0 && clock.millis() >= shipAt);
  }

  /** Sends on what was folded, and the receipts of units that the frontier has passed. */
  private void ship() {
    stage.flush();
    takeReceipts(units.of(leastFrontier()));
    rowsToShip = 0;
  }

  /** Sends on everything: nothing is open afterwards. */
  private void seal() {
    stage.flush();
    takeReceipts(Long.MAX_VALUE);
    rowsToShip = 0;
  }

  private void end() {
    seal();
    ended = true;
    // So that the publisher hears of a partition that held nothing, too.
    add(units.of(leastFrontier()), Receipt.ofNothing(origin));
  }

  private void takeReceipts(long before) {
    for (long unit : stage.openUnits()) {
      if (unit < before) {
        covered = stage.book(unit).cover(read.port(), partition, covered);
      }
    }
    stage.takeReceipts(before, this::add);
  }

  private void add(long unit, Receipt receipt) {
    waiting.add(Shipment.receipt(units, unit, receipt).toBytes());
  }

  private void ship(Step.Barrier step, int group, TimeSpan span, byte[] packed) {
    waiting.add(new Shipment(step.name(), span, group, packed).toBytes());
  }

  private long leastFrontier() {
    return frontiers == null ? Frontier.NONE : frontiers.least();
  }

  /** The frontier of what has been read, once everything made of it is sent on. */
  private long frontierNow() {
    return ended ? Long.MAX_VALUE : rowsToShip > 0 ? shipped : leastFrontier();
  }

  /**
   * Nothing that {@link #next} gives from now on is earlier, in microseconds UTC; {@code
   * Long.MIN_VALUE} before there is a frontier, {@code Long.MAX_VALUE} at the end.
   */
  public long frontier() {
    return shipped;
  }

  /**
   * What came into the source before this time has been read: {@link StreamReader#readUpTo}. While
   * a decision waits nothing is read, and nobody knows what came since.
   */
  public long readUpTo() {
    if (ended) {
      return Long.MAX_VALUE;
    }
    return Math.min(reader.readUpTo(), decision.since());
  }

  /** Whether nothing will come any more. */
  public boolean hasEnded() {
    return ended && waiting.isEmpty();
  }

  /** {@link #mark(long)} for a reader that holds no decisions. */
  public byte[] mark() {
    return mark(0);
  }

  /**
   * Where this reader stands, to go on from; closes all parts.
   *
   * @param number of the mark, greater than those before, for {@link #confirm}
   */
  byte[] mark(long number) {
    seal();
    decision.marked(number);
    byte[] resumePoint = reader.resumePoint();
    marked.add(new Marked(number, resumePoint));
    return new StreamMark(
            units.micros(),
            resumePoint,
            covered,
            shipped,
            frontiers == null ? Collections.emptySortedMap() : frontiers.save(),
            List.copyOf(waiting),
            ended,
            decision.frontier())
        .toBytes();
  }

  @Override
  public void close() throws IOException {
    try (stage) {
      reader.close();
    }
  }
}
