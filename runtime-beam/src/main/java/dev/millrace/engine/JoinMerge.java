package dev.millrace.engine;

import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import dev.millrace.record.Mix;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link Step.Join} behind the shuffle: for each window and key, every row of the left side with
 * every row of the right, each in the order of SEMANTICS S3.
 *
 * <p>Memory: what {@link SortedEntries} holds, the same for the left rows of one key and window,
 * and {@value #CHUNK} rows of the right side. What is more lies on disk.
 */
final class JoinMerge extends GroupWork {
  private static final int CHUNK = 256;

  private final Step.Join step;
  private final Stage stage;
  private final long unit;
  private final SortedEntries entries;
  private final HeldEntries left;
  private final Side leftRow;
  private final Side[] rightRows = new Side[CHUNK];
  private int rights;
  private boolean sawRight;
  private final RowKey key = new RowKey();
  private final KeyGroup group = new KeyGroup();
  private long window;
  private final ResultsByUnit<JoinResults> results;

  /** A row of one side, decoded, with a hash of its id. */
  private static final class Side {
    private final Shape<?> shape;
    private final RowKey key = new RowKey();
    private @Nullable Object row;
    private long id;

    private Side(Shape<?> shape) {
      this.shape = shape;
    }

    private void read(Entry entry) {
      key.read(entry);
      row = shape.codec().decode(entry.payload());
      id = Mix.of(key.idHigh(), key.idLow());
    }

    /** The row for one pair: a row that can be changed is never in two. */
    private @Nullable Object rowOfPair() {
      return row == null ? null : copy(shape, row);
    }

    private static <T> T copy(Shape<T> shape, Object row) {
      return shape.copy(shape.type().cast(row));
    }
  }

  JoinMerge(Step.Join step, Stage stage, TimeSpan span, Limits limits) {
    this.step = step;
    this.stage = stage;
    this.unit = stage.units().ofSpan(span);
    this.entries = new SortedEntries(limits.foldBytes());
    this.left = new HeldEntries(limits.foldBytes());
    this.leftRow = new Side(step.left().shape());
    for (int i = 0; i < CHUNK; i++) {
      rightRows[i] = new Side(step.right().shape());
    }
    this.results = new ResultsByUnit<>(stage, limits.blockRows(), () -> new JoinResults(step));
  }

  @Override
  public void add(byte[] packed) throws IOException {
    Entry entry = new Entry();
    Tally merged = stage.ledger(unit).account(step.name(), Ledger.Place.MERGED);
    ByteInput in = Packing.open(packed, stage.layout());
    while (entry.next(in)) {
      key.read(entry);
      merged.addRecord(key.idHigh(), key.idLow());
      entries.add(entry);
    }
  }

  @Override
  public void finish() throws IOException {
    entries.drain(this::visit);
    endGroup();
    results.push();
  }

  private void visit(Entry entry) throws IOException {
    key.read(entry);
    if (!group.holds(entry, key.prefixLength())) {
      endGroup();
      group.turnTo(entry, key.prefixLength());
      window = key.window();
    }
    if (key.side() == RowKey.sideOf(0)) {
      left.add(entry);
      return;
    }
    sawRight = true;
    rightRows[rights++].read(entry);
    if (rights == CHUNK) {
      pair();
    }
  }

  /** The window and key at hand have no other rows. */
  private void endGroup() throws IOException {
    pair();
    if (!sawRight && step.kind().keeps(0)) {
      left.forEach(
          entry -> {
            leftRow.read(entry);
            emit(leftRow, null);
          });
    }
    left.clear();
    sawRight = false;
  }

  /** Pairs the right rows at hand with all left ones. */
  private void pair() throws IOException {
    if (rights == 0) {
      return;
    }
    if (!left.isEmpty()) {
      left.forEach(
          entry -> {
            leftRow.read(entry);
            for (int i = 0; i < rights; i++) {
              emit(leftRow, rightRows[i]);
            }
          });
    } else if (step.kind().keeps(1)) {
      for (int i = 0; i < rights; i++) {
        emit(null, rightRows[i]);
      }
    }
    rights = 0;
  }

  private void emit(@Nullable Side leftSide, @Nullable Side rightSide) {
    Object result = call(argument(leftSide, 0), argument(rightSide, 1));
    long leftId = leftSide == null ? 0 : leftSide.id;
    long rightId = rightSide == null ? 0 : rightSide.id;
    results.of(unit).add(result, leftId, rightId, window);
  }

  /** A side that may be missing is an Optional. */
  private Object argument(@Nullable Side side, int input) {
    if (step.kind().keeps(1 - input)) {
      return side == null ? Optional.empty() : Optional.ofNullable(side.rowOfPair());
    }
    Object row = side == null ? null : side.rowOfPair();
    if (row == null) {
      throw new IllegalStateException("a side that must be there is missing");
    }
    return row;
  }

  private Object call(Object leftArgument, Object rightArgument) {
    Object result;
    try {
      result = step.fn().fn2().apply(leftArgument, rightArgument);
    } catch (Exception e) {
      throw new StepFailedException(failed("threw " + e, leftArgument, rightArgument), e);
    }
    if (result == null) {
      throw new StepFailedException(failed("gave null", leftArgument, rightArgument));
    }
    return result;
  }

  private Problem failed(String what, Object leftArgument, Object rightArgument) {
    return new Problem(
        RunCode.FUNCTION_FAILED,
        step.name() + " (" + step.site() + ")",
        "The function "
            + what
            + " for "
            + Rejects.shortened(leftArgument.toString())
            + " and "
            + Rejects.shortened(rightArgument.toString()),
        "a pair that gives no row would be lost",
        "mend the function, or validate the rows before it");
  }

  @Override
  public void close() {
    entries.close();
    left.close();
  }
}
