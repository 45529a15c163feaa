package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/**
 * Up to a few thousand rows of one shape: one column per component, or row objects, or both. Each
 * form is made from the other when somebody asks for it, component by component and row by row, so
 * that what nobody reads is never made.
 *
 * <p>Rows keep their index through a chain of steps: filters shrink a {@link Selection}, and a
 * mapped block has its results at the indexes of its inputs. Only the rows of {@link #live()} are
 * defined. Not thread-safe.
 */
public final class Block<T> {
  private final Shape<T> shape;
  private final Selection live;
  private final @Nullable Object[] rows;
  private final @Nullable Column[] columns;
  private final Provenance provenance;

  private Block(
      Shape<T> shape,
      Selection live,
      @Nullable Object[] rows,
      @Nullable Column[] columns,
      Provenance provenance) {
    this.shape = shape;
    this.live = live;
    this.rows = rows;
    this.columns = columns;
    this.provenance = provenance;
  }

  /**
   * A block of row objects: {@code rows[i]} is defined for every i in {@code live}. The array is
   * given away.
   */
  public static <T> Block<T> ofRows(
      Shape<T> shape, @Nullable Object[] rows, Selection live, Provenance provenance) {
    return new Block<>(shape, live, rows, new Column[shape.components().size()], provenance);
  }

  /** A block of columns with {@code size} rows, all live. The array is given away. */
  public static <T> Block<T> ofColumns(
      Shape<T> shape, Column[] columns, int size, Provenance provenance) {
    return new Block<>(shape, Selection.all(size), new Object[size], columns, provenance);
  }

  public Shape<T> shape() {
    return shape;
  }

  /** Rows by index, live or not. */
  public int size() {
    return rows.length;
  }

  /** The rows that are defined. */
  public Selection live() {
    return live;
  }

  public Provenance provenance() {
    return provenance;
  }

  /** The row at an index, built from its columns at the first call. */
  public T row(int index) {
    Object row = rows[index];
    if (row == null) {
      row = shape.build(columns, index);
      rows[index] = row;
    }
    return shape.type().cast(row);
  }

  /** The column of a component, taken from the rows at the first call. */
  public Column column(int component) {
    Column column = columns[component];
    if (column == null) {
      column = shape.extract(component, rows, live);
      columns[component] = column;
    }
    return column;
  }

  /** {@link #column} of a component whose storage is {@code LONGS}. */
  public LongColumn longs(int component) {
    return (LongColumn) column(component);
  }

  /** {@link #column} of a component whose storage is {@code DOUBLES}. */
  public DoubleColumn doubles(int component) {
    return (DoubleColumn) column(component);
  }

  /** {@link #column} of a component whose storage is {@code OBJECTS}. */
  public ObjectColumn objects(int component) {
    return (ObjectColumn) column(component);
  }

  /** The same rows with event times, in microseconds UTC, by index. */
  public Block<T> at(long[] eventTimes) {
    return new Block<>(shape, live, rows, columns, provenance.at(eventTimes));
  }

  /** The value of a component at a row, as a Java object. Boxes: not for hot loops. */
  public @Nullable Object value(int component, int row) {
    return shape.codec(component).value(column(component), row);
  }
}
