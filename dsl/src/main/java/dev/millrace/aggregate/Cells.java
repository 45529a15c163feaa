package dev.millrace.aggregate;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For each slot a value of one component, or none. Written as a presence byte and the value's
 * canonical bytes.
 */
abstract sealed class Cells {
  private final Component component;
  private final ComponentCodec codec;
  final ColumnBuilder scratch;
  boolean[] absent = new boolean[0];

  private Cells(Shape<?> rows, Component component) {
    this.component = component;
    this.codec = rows.codec(component.index());
    this.scratch = rows.builder(component.index(), 1);
  }

  static Cells of(Shape<?> rows, Component component) {
    return switch (component.kind().storage()) {
      case LONGS -> new OfLongs(rows, component);
      case DOUBLES -> new OfDoubles(rows, component);
      case OBJECTS -> new OfObjects(rows, component);
    };
  }

  /** Makes room for slots; new ones hold nothing. */
  final void grow(int slots) {
    int before = absent.length;
    if (slots > before) {
      absent = Arrays.copyOf(absent, Capacity.grown(before, slots));
      Arrays.fill(absent, before, absent.length, true);
      grown(absent.length);
    }
  }

  abstract void grown(int capacity);

  final boolean isHeld(int slot) {
    return !absent[slot];
  }

  /** Puts what a row of a column has into a slot, also when that is nothing. */
  abstract void take(int slot, Column column, int row);

  /** The slots as a column. */
  abstract Column view();

  final void write(int slot, ByteOutput out) {
    // The codec of a nullable component writes a presence byte of its own.
    if (!component.nullable()) {
      out.writeByte(absent[slot] ? 0 : 1);
    }
    if (component.nullable() || !absent[slot]) {
      codec.write(view(), slot, out);
    }
  }

  /** Reads what {@link #write} wrote, as a column of one row; null when nothing was held. */
  final @Nullable Column read(ByteInput in) {
    if (component.nullable()) {
      Column column = readValue(in);
      return column.isNull(0) ? null : column;
    }
    return readFlag(in) ? readValue(in) : null;
  }

  private Column readValue(ByteInput in) {
    scratch.truncate(0);
    codec.read(in, scratch);
    return scratch.build();
  }

  static boolean readFlag(ByteInput in) {
    byte flag = in.readByte();
    if ((flag & ~1) != 0) {
      throw new CorruptDataException("a presence byte of an aggregation is " + flag);
    }
    return flag == 1;
  }

  final void drop(int slot) {
    absent[slot] = true;
    dropped(slot);
  }

  abstract void dropped(int slot);

  /** Appends the value of a slot that holds one. */
  abstract void append(int slot, ColumnBuilder into);

  abstract long bytes();

  final void clear() {
    Arrays.fill(absent, true);
    cleared();
  }

  abstract void cleared();

  /** Values that blocks store as longs. */
  static final class OfLongs extends Cells {
    long[] values = new long[0];
    private LongColumn view = new LongColumn(values, absent);

    OfLongs(Shape<?> rows, Component component) {
      super(rows, component);
    }

    @Override
    void grown(int capacity) {
      values = Arrays.copyOf(values, capacity);
      view = new LongColumn(values, absent);
    }

    @Override
    void take(int slot, Column column, int row) {
      absent[slot] = column.isNull(row);
      values[slot] = ((LongColumn) column).get(row);
    }

    @Override
    Column view() {
      return view;
    }

    @Override
    void dropped(int slot) {}

    @Override
    void append(int slot, ColumnBuilder into) {
      into.appendLong(values[slot]);
    }

    @Override
    long bytes() {
      return 9L * values.length;
    }

    @Override
    void cleared() {}
  }

  /** Values that blocks store as doubles. */
  static final class OfDoubles extends Cells {
    double[] values = new double[0];
    private DoubleColumn view = new DoubleColumn(values, absent);

    OfDoubles(Shape<?> rows, Component component) {
      super(rows, component);
    }

    @Override
    void grown(int capacity) {
      values = Arrays.copyOf(values, capacity);
      view = new DoubleColumn(values, absent);
    }

    @Override
    void take(int slot, Column column, int row) {
      absent[slot] = column.isNull(row);
      values[slot] = ((DoubleColumn) column).get(row);
    }

    @Override
    Column view() {
      return view;
    }

    @Override
    void dropped(int slot) {}

    /** There are many NaNs and one result. */
    @Override
    void append(int slot, ColumnBuilder into) {
      into.appendDouble(Double.isNaN(values[slot]) ? Double.NaN : values[slot]);
    }

    @Override
    long bytes() {
      return 9L * values.length;
    }

    @Override
    void cleared() {}
  }

  /** Text and all else. */
  static final class OfObjects extends Cells {
    private final boolean text;
    private @Nullable Object[] values = new Object[0];
    private ObjectColumn view = new ObjectColumn(values, absent);
    private long weight;

    OfObjects(Shape<?> rows, Component component) {
      super(rows, component);
      text = component.kind() == Kind.STRING;
    }

    @Override
    void grown(int capacity) {
      values = Arrays.copyOf(values, capacity);
      view = new ObjectColumn(values, absent);
    }

    /** The value of a slot, or null. */
    @Nullable Object get(int slot) {
      return values[slot];
    }

    @Override
    void take(int slot, Column column, int row) {
      Object value = ((ObjectColumn) column).get(row);
      if (value == null) {
        drop(slot);
      } else {
        put(slot, value);
      }
    }

    void put(int slot, Object value) {
      Object before = values[slot];
      absent[slot] = false;
      values[slot] = value;
      weight += weigh(value) - (before == null ? 0 : weigh(before));
    }

    private long weigh(Object value) {
      if (text) {
        return 56L + ((String) value).length();
      }
      scratch.truncate(0);
      scratch.appendObject(value);
      long bytes = scratch.bytes();
      scratch.truncate(0);
      return bytes;
    }

    @Override
    Column view() {
      return view;
    }

    @Override
    void dropped(int slot) {
      Object before = values[slot];
      weight -= before == null ? 0 : weigh(before);
      values[slot] = null;
    }

    @Override
    void append(int slot, ColumnBuilder into) {
      into.appendObject(Objects.requireNonNull(values[slot], "no value"));
    }

    @Override
    long bytes() {
      return 9L * values.length + weight;
    }

    @Override
    void cleared() {
      Arrays.fill(values, null);
      weight = 0;
    }
  }
}
