package dev.millrace.feature;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values that facts have in one component, by place: a column that is appended to and read in
 * turn. Its {@link #view} stays valid until the column grows.
 */
abstract sealed class FactColumn implements ColumnBuilder {
  /** As a table's, so that both grow together. */
  static final int FIRST_CAPACITY = 64;

  private final Component component;
  boolean[] nulls;
  int size;

  private FactColumn(Component component) {
    this.component = component;
    this.nulls = new boolean[component.nullable() ? FIRST_CAPACITY : 0];
  }

  static FactColumn of(Component component) {
    return switch (component.kind().storage()) {
      case LONGS -> new OfLongs(component);
      case DOUBLES -> new OfDoubles(component);
      case OBJECTS -> new OfObjects(component);
    };
  }

  /** All values so far, and room behind them. */
  abstract Column view();

  /** Appends what a row of another column of the component has. */
  abstract void append(Column column, int row);

  /** Puts the value at one place in another. */
  abstract void move(int from, int to);

  abstract void grow(int capacity);

  abstract int capacity();

  /** Null for a component that is never null. */
  final boolean @Nullable [] nulls() {
    return component.nullable() ? nulls : null;
  }

  final void reserve() {
    if (size == capacity()) {
      int capacity = 2 * size;
      if (component.nullable()) {
        nulls = Arrays.copyOf(nulls, capacity);
      }
      grow(capacity);
    }
  }

  final void moveNull(int from, int to) {
    if (component.nullable()) {
      nulls[to] = nulls[from];
    }
  }

  final void mark(boolean isNull) {
    if (component.nullable()) {
      nulls[size] = isNull;
    } else if (isNull) {
      throw new NullPointerException(component.name() + " is null");
    }
    size++;
  }

  private IllegalStateException wrongStorage() {
    return new IllegalStateException(component.name() + " is stored as something else");
  }

  @Override
  public void appendLong(long value) {
    throw wrongStorage();
  }

  @Override
  public void appendDouble(double value) {
    throw wrongStorage();
  }

  @Override
  public void appendUtf8(byte[] bytes, int from, int to) {
    throw wrongStorage();
  }

  @Override
  public void appendObject(Object value) {
    throw wrongStorage();
  }

  @Override
  public void appendNull() {
    reserve();
    mark(true);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void truncate(int rows) {
    size = rows;
  }

  @Override
  public Column build() {
    throw new IllegalStateException("a column of facts is looked at, not built");
  }

  /** Values that blocks store as longs. */
  private static final class OfLongs extends FactColumn {
    private long[] values = new long[FIRST_CAPACITY];
    private LongColumn view;

    private OfLongs(Component component) {
      super(component);
      view = new LongColumn(values, nulls());
    }

    @Override
    public void appendLong(long value) {
      reserve();
      values[size] = value;
      mark(false);
    }

    @Override
    void append(Column column, int row) {
      if (column.isNull(row)) {
        appendNull();
      } else {
        appendLong(((LongColumn) column).get(row));
      }
    }

    @Override
    void move(int from, int to) {
      values[to] = values[from];
      moveNull(from, to);
    }

    @Override
    void grow(int capacity) {
      values = Arrays.copyOf(values, capacity);
      view = new LongColumn(values, nulls());
    }

    @Override
    int capacity() {
      return values.length;
    }

    @Override
    Column view() {
      return view;
    }

    @Override
    public long bytes() {
      return 8L * values.length + nulls.length;
    }
  }

  /** Values that blocks store as doubles. */
  private static final class OfDoubles extends FactColumn {
    private double[] values = new double[FIRST_CAPACITY];
    private DoubleColumn view;

    private OfDoubles(Component component) {
      super(component);
      view = new DoubleColumn(values, nulls());
    }

    @Override
    public void appendDouble(double value) {
      reserve();
      values[size] = value;
      mark(false);
    }

    @Override
    void append(Column column, int row) {
      if (column.isNull(row)) {
        appendNull();
      } else {
        appendDouble(((DoubleColumn) column).get(row));
      }
    }

    @Override
    void move(int from, int to) {
      values[to] = values[from];
      moveNull(from, to);
    }

    @Override
    void grow(int capacity) {
      values = Arrays.copyOf(values, capacity);
      view = new DoubleColumn(values, nulls());
    }

    @Override
    int capacity() {
      return values.length;
    }

    @Override
    Column view() {
      return view;
    }

    @Override
    public long bytes() {
      return 8L * values.length + nulls.length;
    }
  }

  /** Text and all else. */
  private static final class OfObjects extends FactColumn {
    private @Nullable Object[] values = new Object[FIRST_CAPACITY];
    private ObjectColumn view;

    private OfObjects(Component component) {
      super(component);
      view = new ObjectColumn(values, nulls());
    }

    @Override
    public void appendObject(Object value) {
      reserve();
      values[size] = value;
      mark(false);
    }

    @Override
    public void appendUtf8(byte[] bytes, int from, int to) {
      appendObject(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    void append(Column column, int row) {
      Object value = ((ObjectColumn) column).get(row);
      if (value == null) {
        appendNull();
      } else {
        appendObject(value);
      }
    }

    @Override
    void move(int from, int to) {
      values[to] = values[from];
      moveNull(from, to);
    }

    @Override
    public void truncate(int rows) {
      Arrays.fill(values, rows, size, null);
      super.truncate(rows);
    }

    @Override
    void grow(int capacity) {
      values = Arrays.copyOf(values, capacity);
      view = new ObjectColumn(values, nulls());
    }

    @Override
    int capacity() {
      return values.length;
    }

    @Override
    Column view() {
      return view;
    }

    @Override
    public long bytes() {
      return 8L * values.length + nulls.length + (long) ViewDefinition.BYTES_OF_OBJECT * size;
    }
  }
}
