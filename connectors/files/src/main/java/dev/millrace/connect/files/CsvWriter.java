package dev.millrace.connect.files;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes rows as CSV, from their columns. Quotes stand only where they are needed. */
final class CsvWriter implements RowWriter<Object> {
  private final TextOut out;
  private final CsvFormat format;
  private final List<Component> components;
  private final ValueText[] texts;
  private final Column[] columns;

  CsvWriter(Shape<?> shape, CsvFormat format, ColumnNames names, OutputStream stream)
      throws IOException {
    this.out = new TextOut(stream);
    this.format = format;
    this.components = shape.components();
    this.texts = new ValueText[components.size()];
    this.columns = new Column[components.size()];
    for (Component component : components) {
      boolean wrapped = component.kind() == Kind.OPTIONAL;
      texts[component.index()] =
          new ValueText(
              wrapped ? component.type().elements().get(0) : component.type(), format.times());
    }
    for (Component component : components) {
      delimit(component.index());
      putText(names.nameOf(component));
    }
    out.put('\n');
  }

  @Override
  public void write(Block<Object> block, Selection rows) throws IOException {
    for (int i = 0; i < columns.length; i++) {
      columns[i] = block.column(i);
    }
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      for (int c = 0; c < columns.length; c++) {
        delimit(c);
        try {
          put(c, row);
        } catch (BadTextException bad) {
          throw bad.in(block, row, components.get(c).name());
        }
      }
      out.put('\n');
    }
  }

  private void delimit(int column) throws IOException {
    if (column > 0) {
      out.put(format.delimiter());
    }
  }

  private void put(int c, int row) throws IOException {
    Column column = columns[c];
    if (column.isNull(row)) {
      out.put(format.nullText());
    } else if (column instanceof LongColumn longs) {
      putLong(c, longs.get(row));
    } else if (column instanceof DoubleColumn doubles) {
      putText(texts[c].ofDouble(doubles.get(row)));
    } else {
      putObject(c, Objects.requireNonNull(((ObjectColumn) column).get(row)));
    }
  }

  private void putLong(int c, long bits) throws IOException {
    Kind kind = components.get(c).kind();
    boolean plain = kind == Kind.INT || kind == Kind.LONG;
    if (plain && format.nullText().isEmpty()) {
      out.put(bits);
    } else {
      putText(texts[c].ofLong(bits));
    }
  }

  private void putObject(int c, Object value) throws IOException {
    Object present = value instanceof Optional<?> optional ? orNull(optional) : value;
    if (present == null) {
      out.put(format.nullText());
    } else {
      putText(texts[c].ofObject(present));
    }
  }

  private static @Nullable Object orNull(Optional<?> optional) {
    return optional.isPresent() ? optional.get() : null;
  }

  /** Empty text is quoted, so that it is not null; so is text that would read as null. */
  private void putText(String text) throws IOException {
    if (text.isEmpty() || text.equals(format.nullText()) || needsQuotes(text)) {
      out.putQuoted(text);
    } else {
      out.put(text);
    }
  }

  /** A byte order mark is quoted too: at the start of a file it would be taken for one. */
  private boolean needsQuotes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\n' || c == '\r' || c == format.delimiter() || c == '\uFEFF') {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
