package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Kind.Storage;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The states of one aggregation for many groups, by slot: a dense index from 0. Not thread-safe.
 *
 * <p>Laws: for any split of the rows of a group into parts, in any order, adding them to one slot,
 * or adding the parts to slots of their own and merging those, directly or through {@link #write},
 * gives the same result and the same written bytes.
 */
public interface Accumulators {
  /**
   * The accumulators of a function over rows of a shape.
   *
   * <p>Values differ, for {@code COUNT_DISTINCT}, {@code TOP_K} and {@code APPROX_DISTINCT}, where
   * {@code equals} says so: NaN is one value and -0.0 is not 0.0, 1.0 and 1.00 are two decimals.
   * Among values that compare as equal and are not, such as those decimals, {@code MIN} and {@code
   * MAX} take the one whose canonical bytes are least, and {@code TOP_K} puts it first. {@code
   * FIRST} and {@code LAST} read whole rows: the order of SEMANTICS S3 asks for a hash of all their
   * components.
   *
   * @param input the component it reads; null for {@code COUNT} and only there
   * @param parameter the k of {@code TOP_K}, at least 1; the rank of {@code APPROX_QUANTILE}, from
   *     0 to 1; else null
   * @throws IllegalArgumentException when the function does not take such a component
   */
  static Accumulators of(
      AggregateFunction function,
      Shape<?> rows,
      @Nullable Component input,
      @Nullable Number parameter) {
    Origin origin = new Origin(function, rows, input, parameter);
    if (function == AggregateFunction.COUNT) {
      require(input == null, function, rows, input);
      return new Counts(origin);
    }
    Component read = requireComponent(function, rows, input);
    Storage storage = read.kind().storage();
    return switch (function) {
      case COUNT -> throw new AssertionError(function);
      case COUNT_DISTINCT -> new DistinctCounts(origin, DistinctValues.of(rows, read));
      case TOP_K -> {
        require(isOrdered(read), function, rows, read);
        yield new TopValues(
            origin,
            DistinctValues.counted(rows, read),
            Objects.requireNonNull(parameter).intValue());
      }
      case APPROX_DISTINCT -> new DistinctSketches(origin, rows, read);
      case APPROX_QUANTILE -> {
        require(Quantiles.canRead(read), function, rows, read);
        yield new Quantiles(origin, rows, read, Objects.requireNonNull(parameter).doubleValue());
      }
      case SUM, MEAN -> {
        require(storage == Storage.DOUBLES, function, rows, read);
        yield new DoubleSums(origin, read, function == AggregateFunction.MEAN);
      }
      case SAMPLE_VARIANCE,
          POPULATION_VARIANCE,
          SAMPLE_STANDARD_DEVIATION,
          POPULATION_STANDARD_DEVIATION -> {
        require(storage == Storage.DOUBLES, function, rows, read);
        boolean isDeviation =
            function == AggregateFunction.SAMPLE_STANDARD_DEVIATION
                || function == AggregateFunction.POPULATION_STANDARD_DEVIATION;
        yield new DoubleVariances(origin, read, function.nullWithOne(), isDeviation);
      }
      case SUM_LONG -> {
        require(storage == Storage.LONGS, function, rows, read);
        yield new LongSums(origin, rows, read);
      }
      case SUM_DECIMAL -> {
        require(read.kind() == Kind.DECIMAL, function, rows, read);
        yield new DecimalSums(origin, rows, read);
      }
      case MIN, MAX -> {
        require(isOrdered(read), function, rows, read);
        yield Extremes.of(origin, rows, read, function == AggregateFunction.MIN);
      }
      case FIRST, LAST -> new EdgeRows(origin, rows, read, function == AggregateFunction.FIRST);
      case LAST_NON_NULL, FIRST_K, LAST_K, RATIO, RATE, SINCE_FIRST, SINCE_LAST ->
          throw new IllegalArgumentException(function.word() + " is of facts in their order");
    };
  }

  /**
   * The first or the last values of rows that are added in the order of SEMANTICS S3. Neither who
   * the rows are nor any column but the input is read.
   *
   * <p>The law of the caller: to each slot, rows are added from the oldest to the newest, and what
   * is merged into it, from a slot or from bytes, has rows that come after all those of the slot.
   * Then any split of the rows gives the same result and the same written bytes. There is no result
   * where there is no value; {@link #isEmpty} tells whether a row was counted that has none.
   *
   * <p>A slot takes the memory of all the values it may have, however few it has. Adding a row
   * takes constant time, and a value is copied only if it is left when the rows of a call are
   * added.
   *
   * @throws IllegalArgumentException when the input is no component of the rows
   */
  static Accumulators edge(Shape<?> rows, Component input, Edge edge) {
    AggregateFunction function =
        edge.end() == Edge.End.FIRST ? AggregateFunction.FIRST : AggregateFunction.LAST;
    Component read = requireComponent(function, rows, input);
    return new OrderedEdges(new Origin(function, rows, read, edge), rows, read, edge);
  }

  /**
   * Accumulators from which rows can be taken back: of {@code COUNT}, {@code COUNT_DISTINCT},
   * {@code TOP_K} and {@code APPROX_QUANTILE}.
   *
   * <p>Results are those of {@link #of}, and so are written bytes, except of {@code
   * COUNT_DISTINCT}: it counts how often each value is there, which its state says too, in 8 bytes
   * of memory more for a value. Such a state does not merge with one of {@link #of}.
   *
   * @throws IllegalArgumentException when {@link #canRemove} is false; otherwise as {@link #of}
   */
  static RemovableAccumulators removable(
      AggregateFunction function,
      Shape<?> rows,
      @Nullable Component input,
      @Nullable Number parameter) {
    if (function == AggregateFunction.COUNT_DISTINCT) {
      Component read = requireComponent(function, rows, input);
      return new RemovableDistinctCounts(
          new Origin(function, rows, read, parameter), DistinctValues.counted(rows, read));
    }
    if (canRemove(function)
        && of(function, rows, input, parameter) instanceof RemovableAccumulators removable) {
      return removable;
    }
    throw new IllegalArgumentException(function.word() + " cannot take rows back");
  }

  /** Whether {@link #removable} makes accumulators of a function. */
  static boolean canRemove(AggregateFunction function) {
    return switch (function) {
      case COUNT, COUNT_DISTINCT, TOP_K, APPROX_QUANTILE -> true;
      default -> false;
    };
  }

  private static Component requireComponent(
      AggregateFunction function, Shape<?> rows, @Nullable Component input) {
    if (input == null || !rows.components().contains(input)) {
      throw new IllegalArgumentException(
          function.word() + " reads a component of " + rows.name() + ", not " + input);
    }
    return input;
  }

  private static boolean isOrdered(Component input) {
    return input.kind().storage() != Storage.OBJECTS
        || Comparable.class.isAssignableFrom(input.type().javaClass());
  }

  private static void require(
      boolean fits, AggregateFunction function, Shape<?> rows, @Nullable Component input) {
    if (!fits) {
      throw new IllegalArgumentException(
          function.word() + " cannot read " + input + " of " + rows.name());
    }
  }

  /** Makes room for slots 0 to {@code slots - 1}; new slots are empty. */
  void grow(int slots);

  /**
   * Adds rows of a block: the row at place i of {@code rows} to slot {@code slots[i]}. Null inputs,
   * and empty Optionals, are skipped, except by first and last.
   */
  void add(int[] slots, Block<?> block, Selection rows);

  /** Writes the state of a slot; deterministic. */
  void write(int slot, ByteOutput out);

  /**
   * Merges a written state into a slot.
   *
   * @throws dev.millrace.record.CorruptDataException when {@link #write} does not write such bytes;
   *     the slot is then as it was
   */
  void merge(int slot, ByteInput in);

  /**
   * Merges a slot of other accumulators, made by an equal call, into a slot: as {@link #write} and
   * {@link #merge(int, ByteInput)} do, without the bytes. The other slot stays as it was. The
   * others may be these: then it is another slot.
   *
   * @throws IllegalArgumentException when the others are of another call, or it is one slot
   */
  void merge(int slot, Accumulators other, int otherSlot);

  /** Whether a slot has a result; where not, the result is null. */
  boolean hasResult(int slot);

  /**
   * Appends the result of a slot that has one to a column of the function's result type.
   *
   * @throws ArithmeticException when a {@code SUM_LONG} does not fit a long, naming the column
   */
  void result(int slot, ColumnBuilder into);

  /**
   * Whether a slot is as a new one: no row was added to it, or none that the function does not skip
   * (a null input, except for first and last, and edges that count nulls).
   */
  boolean isEmpty(int slot);

  /**
   * Empties one slot. What it took beyond its place is taken by others later, or freed: filling and
   * clearing again and again does not make memory grow.
   */
  void clear(int slot);

  /** Bytes of memory held, about: what the engine's budget counts. */
  long bytes();

  /**
   * Empties all slots. Keeps the memory that slots take however little they hold, and what is
   * little beside it, so that one small group after the other is folded without new arrays.
   */
  void clear();
}
