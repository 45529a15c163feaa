package dev.millrace.connect.files;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns records of CSV into rows: one field, one value. */
final class CsvRows implements RecordParser {
  private final Component[] components;
  private final FolderValues folders;
  private final TextValue[] values;

  /** The field of each of these components; -1 for one that has none. */
  private final int[] fieldOf;

  private final int fieldCount;
  private final byte[] nullText;
  private final Limits limits;
  private final ColumnBuilder[] columns;
  private boolean skipsHeader;
  private @Nullable InputBatch<?> batch;
  private byte[] unquoted = new byte[256];
  private final TableRows table;
  private @Nullable CsvScanner scanned;

  /**
   * @param components that the file has to hold
   * @param folders the others
   * @param fieldOf the field of each component, by its index in the shape
   */
  CsvRows(
      List<Component> components,
      FolderValues folders,
      Projection projection,
      int[] fieldOf,
      int fieldCount,
      CsvFormat format,
      boolean header) {
    this.components = components.toArray(new Component[0]);
    this.folders = folders;
    this.fieldOf = components.stream().mapToInt(component -> fieldOf[component.index()]).toArray();
    this.fieldCount = fieldCount;
    this.nullText = format.nullText().getBytes(StandardCharsets.UTF_8);
    this.limits = format.limits();
    this.skipsHeader = header;
    this.columns = new ColumnBuilder[this.components.length];
    this.values = new TextValue[this.components.length];
    for (int i = 0; i < values.length; i++) {
      Component component = this.components[i];
      values[i] =
          projection.needs(component.index())
              ? TextValues.of(component.type(), format.times())
              : TextValues.unread(component.type(), format.times());
    }
    this.table = new TableRows(values, this.fieldOf, folders, this::append);
  }

  @Override
  public void begin(InputBatch<?> next) {
    batch = next;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = next.column(components[i].index());
    }
  }

  @Override
  public void end() {
    // Every record has been accepted or rejected: nothing is kept between records.
  }

  @Override
  public boolean parseMany(RecordScanner scanner, int room) {
    if (skipsHeader) {
      return false;
    }
    scanned = (CsvScanner) scanner;
    FieldTable fields = scanned.scanMany(fieldCount, table.most(room), limits.field());
    fields.nullLength = nullText.length;
    return table.accept(fields, scanned, columns, batch()) > 0;
  }

  private boolean append(int i, FieldTable.Cursor field) {
    if (fieldOf[i] < 0 || scanned == null) {
      return appendNull(i);
    }
    field.look();
    byte quoting = scanned.quotingOf(fieldOf[i], field.row);
    return append(i, scanned.in.bytes(), field.from, field.to, quoting);
  }

  @Override
  public void parse(RecordScanner record) {
    InputBatch<?> rows = batch();
    CsvScanner csv = (CsvScanner) record;
    if (csv.isBlank() && fieldCount > 1) {
      return;
    }
    if (skipsHeader && !csv.isBlank()) {
      skipsHeader = false;
      return;
    }
    Failure unreadable = unreadable(csv);
    if (unreadable != null) {
      reject(csv, Stage.READ, List.of(unreadable));
      return;
    }
    byte[] bytes = csv.in.bytes();
    List<Failure> failures = List.of();
    for (int i = 0; i < columns.length; i++) {
      int field = fieldOf[i];
      boolean good =
          field >= 0
              ? append(
                  i,
                  bytes,
                  csv.fields.starts[field],
                  csv.fields.ends[field],
                  csv.fields.quotingOf(field))
              : appendNull(i);
      if (!good) {
        failures = failures.isEmpty() ? new ArrayList<>() : failures;
        failures.add(failure(i, csv, field));
      }
    }
    if (failures.isEmpty()) {
      folders.appendTo(rows, 1);
      rows.accept(csv.line, bytes, csv.start, csv.contentEnd);
    } else {
      reject(csv, Stage.PARSE, failures);
    }
  }

  private InputBatch<?> batch() {
    if (batch == null) {
      throw new IllegalStateException("no batch has begun");
    }
    return batch;
  }

  private void reject(CsvScanner csv, Stage stage, List<Failure> failures) {
    batch().reject(csv.line, csv.in.bytes(), csv.start, csv.contentEnd, stage, failures, null);
  }

  private @Nullable Failure unreadable(CsvScanner csv) {
    RecordScanner.ScanFault fault = csv.fault;
    if (fault != null) {
      return Refusal.of(fault);
    }
    byte[] bytes = csv.in.bytes();
    if (csv.hasHighBytes) {
      int wrong = Utf8Text.firstFault(bytes, csv.start, csv.contentEnd);
      if (wrong >= 0) {
        return Refusal.notUtf8(bytes, wrong, csv.start);
      }
    }
    if (csv.fields.count != fieldCount) {
      return Refusal.of(
          "record has " + fieldCount + " fields",
          fieldCount + " fields",
          csv.fields.count + " fields");
    }
    if (csv.contentEnd - csv.start > limits.field()) {
      for (int field = 0; field < fieldCount; field++) {
        int size = csv.fields.ends[field] - csv.fields.starts[field];
        if (size > limits.field()) {
          return Refusal.of(
              "field within limit",
              "at most " + limits.field() + " bytes",
              "field " + (field + 1) + " has " + size + " bytes");
        }
      }
    }
    return null;
  }

  private boolean append(int i, byte[] bytes, int from, int to, byte quoting) {
    if (quoting == CsvFields.PLAIN) {
      return isNull(bytes, from, to)
          ? appendNull(i)
          : values[i].append(bytes, from, to, columns[i]);
    }
    if (from == to && nullText.length == 0 && !values[i].takesEmptyText()) {
      return appendNull(i);
    }
    if (quoting == CsvFields.QUOTED) {
      return values[i].append(bytes, from, to, columns[i]);
    }
    int length = unquote(bytes, from, to);
    return values[i].append(unquoted, 0, length, columns[i]);
  }

  private boolean isNull(byte[] bytes, int from, int to) {
    return to - from == nullText.length
        && (from == to || Arrays.equals(bytes, from, to, nullText, 0, nullText.length));
  }

  private boolean appendNull(int i) {
    if (components[i].nullable()) {
      columns[i].appendNull();
    } else if (components[i].kind() == Kind.OPTIONAL) {
      columns[i].appendObject(Optional.empty());
    } else {
      return false;
    }
    return true;
  }

  /** Copies a field to {@link #unquoted}, with one quote for two; returns its length. */
  private int unquote(byte[] bytes, int from, int to) {
    if (unquoted.length < to - from) {
      unquoted = new byte[Math.max(to - from, 2 * unquoted.length)];
    }
    int length = 0;
    int p = from;
    while (p < to) {
      unquoted[length++] = bytes[p];
      p += bytes[p] == '"' ? 2 : 1;
    }
    return length;
  }

  private Failure failure(int i, CsvScanner csv, int field) {
    String rule = components[i].name() + " is " + values[i].typeName;
    if (field < 0) {
      return Refusal.of(rule, values[i].expected(), null);
    }
    byte[] bytes = csv.in.bytes();
    int from = csv.fields.starts[field];
    int to = csv.fields.ends[field];
    byte quoting = csv.fields.quotingOf(field);
    if (quoting == CsvFields.PLAIN && isNull(bytes, from, to)) {
      return Refusal.of(rule, values[i].expected() + "; not empty", null);
    }
    String observed =
        quoting == CsvFields.DOUBLED
            ? Refusal.text(unquoted, 0, unquote(bytes, from, to))
            : Refusal.text(bytes, from, to);
    return Refusal.of(rule, values[i].expected(), observed);
  }
}
