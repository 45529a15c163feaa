package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind.Storage;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Mix;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.jspecify.annotations.Nullable;

/**
 * About how many different values: a CPC sketch (Lang, "Back to the Future: an Even More Nearly
 * Optimal Cardinality Estimation Algorithm", 2017) of {@value #ROWS} rows for each slot.
 *
 * <p>Such a sketch is a set of coins that hashes of values throw, and so does not depend on their
 * order; what does is the running estimate it keeps beside. A union has none: results are estimated
 * from, and states written of, a union of the one sketch, which is the same bits for the same
 * values (SEMANTICS S10). The standard error of that estimate is 0.693 / 64.
 *
 * <p>The written form is the length of the sketch's image, zero where there is no value, the image,
 * and 64 bits of a hash of it: the library does not check all that it reads.
 */
final class DistinctSketches extends KindredAccumulators<DistinctSketches> {
  private static final int LOG_ROWS = 12;
  private static final int ROWS = 1 << LOG_ROWS;

  /** On the heap: a sketch without values, at most that of a value, and the most of all. */
  private static final int EMPTY_BYTES = 256;

  private static final int VALUE_BYTES = 8;
  private static final int MOST_BYTES = EMPTY_BYTES + 4 * ROWS;

  private final int input;
  private final Storage storage;
  private final String label;
  private final ComponentCodec codec;
  private final ByteOutput scratch = new ByteOutput();

  // By slot: the sketch, null where there is no value; and its bytes on the heap, about.
  private @Nullable CpcSketch[] sketches = new CpcSketch[0];
  private int[] weights = new int[0];
  private long weight;

  DistinctSketches(Origin origin, Shape<?> rows, Component input) {
    super(origin);
    this.input = input.index();
    this.storage = input.kind().storage();
    this.label = rows.name() + "." + input.name();
    this.codec = rows.codec(input.index());
  }

  @Override
  public void grow(int slots) {
    if (slots > sketches.length) {
      int capacity = Capacity.grown(sketches.length, slots);
      sketches = Arrays.copyOf(sketches, capacity);
      weights = Arrays.copyOf(weights, capacity);
    }
  }

  @Override
  public void add(int[] slots, Block<?> block, Selection rows) {
    Column column = block.column(input);
    switch (storage) {
      case LONGS -> addLongs(slots, (LongColumn) column, rows);
      case DOUBLES -> addDoubles(slots, (DoubleColumn) column, rows);
      case OBJECTS -> addObjects(slots, column, rows);
    }
  }

  private void addLongs(int[] slots, LongColumn column, Selection rows) {
    long[] values = column.array();
    boolean nullable = column.mayHaveNulls();
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!nullable || !column.isNull(row)) {
        add(slots[i], values[row]);
      }
    }
  }

  private void addDoubles(int[] slots, DoubleColumn column, Selection rows) {
    double[] values = column.array();
    boolean nullable = column.mayHaveNulls();
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!nullable || !column.isNull(row)) {
        add(slots[i], Double.doubleToLongBits(values[row]));
      }
    }
  }

  /** By a hash of canonical bytes: two values of 64 equal bits are far rarer than the error. */
  private void addObjects(int[] slots, Column column, Selection rows) {
    int[] index = rows.array();
    int size = rows.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      if (!column.isAbsent(row)) {
        scratch.clear();
        codec.write(column, row, scratch);
        add(slots[i], Mix.of(scratch.array(), 0, scratch.size()));
      }
    }
  }

  private void add(int slot, long value) {
    CpcSketch sketch = sketches[slot];
    if (sketch == null) {
      sketch = new CpcSketch(LOG_ROWS);
      sketches[slot] = sketch;
    }
    sketch.update(value);
    if (weights[slot] < MOST_BYTES) {
      weigh(slot, sketch);
    }
  }

  private void weigh(int slot, CpcSketch sketch) {
    int before = weights[slot];
    weights[slot] = (int) Math.min(MOST_BYTES, EMPTY_BYTES + VALUE_BYTES * sketch.getEstimate());
    weight += weights[slot] - before;
  }

  /** The sketch without what depends on the order of values. */
  private static CpcSketch settled(CpcSketch sketch) {
    return union(sketch, null);
  }

  private static CpcSketch union(CpcSketch left, @Nullable CpcSketch right) {
    CpcUnion union = new CpcUnion(LOG_ROWS);
    union.update(left);
    if (right != null) {
      union.update(right);
    }
    return union.getResult();
  }

  @Override
  public void write(int slot, ByteOutput out) {
    CpcSketch sketch = sketches[slot];
    if (sketch == null) {
      out.writeVarLong(0);
      return;
    }
    byte[] image = settled(sketch).toByteArray();
    out.writeByteArray(image);
    out.writeLong(Mix.of(image, 0, image.length));
  }

  @Override
  public void merge(int slot, ByteInput in) {
    byte[] image = in.readByteArray();
    if (image.length == 0) {
      return;
    }
    if (in.readLong() != Mix.of(image, 0, image.length)) {
      throw new CorruptDataException(label + ": a sketch of different values is damaged");
    }
    CpcSketch read = CpcSketch.heapify(image);
    CpcSketch held = sketches[slot];
    put(slot, held == null ? read : union(held, read));
  }

  @Override
  void absorb(int slot, DistinctSketches other, int otherSlot) {
    CpcSketch given = other.sketches[otherSlot];
    if (given != null) {
      // A union is new in any case: what was given goes on changing in its own slot.
      put(slot, union(given, sketches[slot]));
    }
  }

  private void put(int slot, CpcSketch merged) {
    sketches[slot] = merged;
    weigh(slot, merged);
  }

  @Override
  public boolean isEmpty(int slot) {
    return sketches[slot] == null;
  }

  @Override
  public boolean hasResult(int slot) {
    return true;
  }

  @Override
  public void result(int slot, ColumnBuilder into) {
    CpcSketch sketch = sketches[slot];
    into.appendLong(sketch == null ? 0 : Math.round(settled(sketch).getEstimate()));
  }

  @Override
  public void clear(int slot) {
    sketches[slot] = null;
    weight -= weights[slot];
    weights[slot] = 0;
  }

  @Override
  public long bytes() {
    return 12L * sketches.length + weight;
  }

  @Override
  public void clear() {
    Arrays.fill(sketches, null);
    Arrays.fill(weights, 0);
    weight = 0;
  }
}
