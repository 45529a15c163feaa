package dev.millrace.feature;

import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * The key of rows as bytes that are equal where keys are, whichever columns may be null (SEMANTICS
 * S13). A row in which one of the columns is null, or an empty Optional, has no key (S11). Not
 * thread-safe.
 */
public final class ViewKey {
  private final List<Component> components;
  private final ComponentCodec[] codecs;
  private final ColumnBuilder[] single;
  private final Column[] columns;
  private final ByteOutput value = new ByteOutput(64);

  /** The key of rows of a shape, made of some of its columns. */
  public ViewKey(Shape<?> rows, List<Component> key) {
    components = List.copyOf(key);
    codecs = key.stream().map(each -> rows.codec(each.index())).toArray(ComponentCodec[]::new);
    single = key.stream().map(each -> rows.builder(each.index(), 1)).toArray(ColumnBuilder[]::new);
    columns = new Column[codecs.length];
  }

  /** Turns to a block. */
  public void turnTo(Block<?> block) {
    for (int i = 0; i < columns.length; i++) {
      columns[i] = block.column(components.get(i).index());
    }
  }

  /** Whether a row of the block has a key. */
  public boolean isPresent(int row) {
    for (Column column : columns) {
      if (column.isAbsent(row)) {
        return false;
      }
    }
    return true;
  }

  /** Writes the key of a row that has one. */
  public void write(int row, ByteOutput out) {
    for (int i = 0; i < columns.length; i++) {
      write(i, columns[i], row, out);
    }
  }

  /** Writes the key made of these values, one for each column. */
  void write(List<?> values, ByteOutput out) {
    for (int i = 0; i < codecs.length; i++) {
      single[i].truncate(0);
      codecs[i].append(values.get(i), single[i]);
      write(i, single[i].build(), 0, out);
    }
  }

  private void write(int i, Column column, int row, ByteOutput out) {
    if (components.get(i).nullable()) {
      value.clear();
      codecs[i].write(column, row, value);
      out.writeBytes(value.array(), 1, value.size() - 1);
    } else {
      codecs[i].write(column, row, out);
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(components.stream().map(Component::name).toArray());
  }
}
