package dev.millrace.connect.files.binding;

import dev.millrace.connect.ColumnStatistics;
import dev.millrace.connect.InputBatch;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The components of one file's rows that its folders tell: the same for every row. */
public final class FolderValues {
  private final Shape<?> shape;

  /** Ascending. */
  private final int[] components;

  private final @Nullable Object[] values;
  private final ComponentCodec[] codecs;

  /** An object of the component's class, or null, by the component's index. */
  FolderValues(Shape<?> shape, SortedMap<Integer, @Nullable Object> byComponent) {
    SortedMap<Integer, @Nullable Object> all = new TreeMap<>(byComponent);
    this.shape = shape;
    this.components = new int[all.size()];
    this.values = new Object[all.size()];
    this.codecs = new ComponentCodec[all.size()];
    int i = 0;
    for (Map.Entry<Integer, @Nullable Object> value : all.entrySet()) {
      components[i] = value.getKey();
      values[i] = value.getValue();
      codecs[i] = shape.codec(value.getKey());
      i++;
    }
  }

  /** Of rows that are read whole from somewhere else. */
  public static FolderValues none(Shape<?> shape) {
    return new FolderValues(shape, new TreeMap<>());
  }

  /**
   * Appends a value for each of some rows to the column of each of these components. To be called
   * before the rows are accepted, for one at a time or for many.
   */
  public void appendTo(InputBatch<?> batch, int rows) {
    for (int i = 0; i < components.length; i++) {
      ColumnBuilder column = batch.column(components[i]);
      for (int row = 0; row < rows; row++) {
        codecs[i].append(values[i], column);
      }
    }
  }

  /** Whether a component, by its index, has its value from here. */
  public boolean has(int component) {
    return Arrays.binarySearch(components, component) >= 0;
  }

  /** What the value of a component from here says of all rows. */
  public ColumnStatistics statistics(int component) {
    int place = Arrays.binarySearch(components, component);
    if (values[place] == null) {
      return ColumnStatistics.ofNulls();
    }
    Object value = asAppended(place);
    boolean isOrdered = value instanceof Comparable && !(value instanceof Enum);
    boolean isNumber =
        !(value instanceof Double d && d.isNaN()) && !(value instanceof Float f && f.isNaN());
    return isOrdered && isNumber
        ? ColumnStatistics.between((Comparable<?>) value, (Comparable<?>) value, false)
        : ColumnStatistics.UNKNOWN;
  }

  /** An instant loses what is finer than a microsecond. */
  private @Nullable Object asAppended(int place) {
    ColumnBuilder column = shape.builder(components[place], 1);
    codecs[place].append(values[place], column);
    return codecs[place].value(column.build(), 0);
  }
}
