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

  /** Whether it began as columns of which some were not read. */
  private final boolean isPartial;

  private Block(
      Shape<T> shape,
      Selection live,
      @Nullable Object[] rows,
      @Nullable Column[] columns,
      Provenance provenance,
      boolean isPartial) {
    this.shape = shape;
    this.live = live;
    this.rows = rows;
    this.columns = columns;
    this.provenance = provenance;
    this.isPartial = isPartial;
  }

  /**
   * A block of row objects: {@code rows[i]} is defined for every i in {@code live}. The array is
   * given away.
   */
  public static <T> Block<T> ofRows(
      Shape<T> shape, @Nullable Object[] rows, Selection live, Provenance provenance) {
    return new Block<>(shape, live, rows, new Column[shape.components().size()], provenance, false);
  }

  /**
   * A block of columns with {@code size} rows, all live. The array is given away.
   *
   * @param columns with a null for each component that was not read because nobody needs it: asking
   *     for that column, or for a row, is an error then
   */
  public static <T> Block<T> ofColumns(
      Shape<T> shape, @Nullable Column[] columns, int size, Provenance provenance) {
    boolean isPartial = false;
    for (Column column : columns) {
      isPartial |= column == null;
    }
    return new Block<>(
        shape, Selection.all(size), new Object[size], columns, provenance, isPartial);
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

  /** Whether {@link #column} can give a component. */
  public boolean isRead(int component) {
    return !isPartial || columns[component] != null;
  }

  /**
   * The row at an index, built from its columns at the first call. Where rows can be changed, each
   * call gives one of its own, and changing it changes nothing here.
   *
   * @throws IllegalStateException when not all of its columns were read
   */
  public T row(int index) {
    Object row = rows[index];
    if (row != null) {
      return shape.copy(shape.type().cast(row));
    }
    if (isPartial) {
      throw new IllegalStateException("a whole " + shape.name() + " of which only parts were read");
    }
    if (shape.isMutable()) {
      return shape.buildApart(columns, index);
    }
    T built = shape.build(columns, index);
    rows[index] = built;
    return built;
  }

  /**
   * The column of a component, taken from the rows at the first call.
   *
   * @throws IllegalStateException when it was not read
   */
  public Column column(int component) {
    Column column = columns[component];
    if (column == null) {
      if (isPartial) {
        throw new IllegalStateException(
            shape.name() + "." + shape.components().get(component).name() + " was not read");
      }
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

  /** The same block of which fewer rows are live. */
  public Block<T> only(Selection rowsLeft) {
    // Columns that it takes from the rows have its own rows only, and are nobody else's.
    return new Block<>(shape, rowsLeft, rows, columns.clone(), provenance, isPartial);
  }

  /** The same rows with event times, in microseconds UTC, by index. */
  public Block<T> at(long[] eventTimes) {
    return new Block<>(shape, live, rows, columns, provenance.at(eventTimes), isPartial);
  }

  /** The value of a component at a row, as a Java object. Boxes: not for hot loops. */
  public @Nullable Object value(int component, int row) {
    return shape.codec(component).value(column(component), row);
  }
}
