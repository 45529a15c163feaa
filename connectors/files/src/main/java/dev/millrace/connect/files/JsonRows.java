package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns lines into rows: one object, one row. */
final class JsonRows implements RecordParser {
  private static final Logger LOG = LoggerFactory.getLogger(Files.class);

  /** Names of unknown fields that are counted apart; a limit, since they are input. */
  private static final int COUNTED_NAMES = 100;

  private final JsonFactory json;
  private final String partition;
  private final List<Component> components;
  private final FolderValues folders;
  private final JsonFields fields;
  private final ColumnBuilder[] columns;
  private final Limits limits;
  private final @Nullable FlatObjects objects;
  private final TableRows table;
  private final JsonFaults faults = new JsonFaults();
  private final Map<String, Integer> unknown = new TreeMap<>();
  private @Nullable InputBatch<?> batch;

  /**
   * @param components that the file has to hold
   * @param folders the others
   */
  JsonRows(
      String partition,
      List<Component> components,
      FolderValues folders,
      Projection projection,
      ColumnNames names,
      JsonlFormat format) {
    this.partition = partition;
    this.components = components;
    this.folders = folders;
    this.fields = new JsonFields(components, projection::needs, names, format.times());
    this.columns = new ColumnBuilder[components.size()];
    this.limits = format.limits();
    boolean areFlat = FlatObjects.areFlat(components, names);
    this.objects = areFlat ? new FlatObjects(components, names) : null;
    this.table =
        new TableRows(
            areFlat ? texts(projection, format) : new TextValue[0],
            fieldsInOrder(),
            folders,
            this::append);
    this.json =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxStringLength(format.limits().field())
                    .maxNameLength(format.limits().field())
                    .build())
            .build();
  }

  private TextValue[] texts(Projection projection, JsonlFormat format) {
    return components.stream()
        .map(
            component ->
                projection.needs(component.index())
                    ? TextValues.of(component.type(), format.times())
                    : TextValues.unread(component.type(), format.times()))
        .toArray(TextValue[]::new);
  }

  private int[] fieldsInOrder() {
    return IntStream.range(0, components.size()).toArray();
  }

  @Override
  public void begin(InputBatch<?> next) {
    batch = next;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = next.column(components.get(i).index());
    }
  }

  @Override
  public void end() {
    if (!unknown.isEmpty()) {
      LOG.warn("{}: fields that no component reads, and how often: {}", partition, unknown);
    }
  }

  @Override
  public boolean parseMany(RecordScanner scanner, int room) {
    if (objects == null) {
      return false;
    }
    FieldTable found = objects.scan(scanner, table.most(room), limits);
    scanner.confirm(found);
    return table.accept(found, scanner, columns, batch()) > 0;
  }

  /** The only fields of a table that are looked at again are nulls, and what is no value. */
  private boolean append(int i, FieldTable.Cursor field) {
    field.look();
    boolean isNull = field.to < field.from && components.get(i).nullable();
    if (isNull) {
      columns[i].appendNull();
    }
    return isNull;
  }

  @Override
  public void parse(RecordScanner record) {
    if (record.fault == null && record.isBlank()) {
      return;
    }
    RecordScanner.ScanFault fault = record.fault;
    if (fault != null) {
      reject(record, Stage.READ, List.of(Refusal.of(fault)), null);
      return;
    }
    byte[] bytes = record.in.bytes();
    int wrong =
        record.hasHighBytes ? Utf8Text.firstFault(bytes, record.start, record.contentEnd) : -1;
    if (wrong >= 0) {
      reject(record, Stage.READ, List.of(Refusal.notUtf8(bytes, wrong, record.start)), null);
      return;
    }
    if (beginsAsAnotherEncoding(record, bytes)) {
      Failure failure = notObject(record, "a zero byte among the first four");
      reject(record, Stage.READ, List.of(failure), null);
      return;
    }
    try {
      parse(record, bytes);
    } catch (JsonProcessingException notJson) {
      faults.take();
      Failure failure = notObject(record, notJson.getOriginalMessage());
      reject(record, Stage.READ, List.of(failure), notJson);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** By zero bytes the parser would guess UTF-16 or UTF-32; in JSON no line begins with them. */
  private static boolean beginsAsAnotherEncoding(RecordScanner record, byte[] bytes) {
    int end = Math.min(record.start + 4, record.contentEnd);
    for (int i = record.start; i < end; i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private void parse(RecordScanner record, byte[] bytes) throws IOException {
    try (JsonParser in = json.createParser(bytes, record.start, record.contentEnd - record.start)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        reject(record, Stage.READ, List.of(notObject(record, "something else")), null);
        return;
      }
      boolean good = fields.append(in, columns, "", faults, this::count);
      if (in.nextToken() != null) {
        faults.take();
        reject(record, Stage.READ, List.of(notObject(record, "text behind the object")), null);
      } else if (good) {
        folders.appendTo(batch(), 1);
        batch().accept(record.line, bytes, record.start, record.contentEnd);
      } else {
        reject(record, Stage.PARSE, faults.take(), null);
      }
    }
  }

  private static Failure notObject(RecordScanner record, String observed) {
    return Refusal.of("line is JSON", "one JSON object" + record.place(), observed);
  }

  private void count(String name) {
    if (unknown.size() < COUNTED_NAMES || unknown.containsKey(name)) {
      unknown.merge(name, 1, Integer::sum);
    }
  }

  private InputBatch<?> batch() {
    if (batch == null) {
      throw new IllegalStateException("no batch has begun");
    }
    return batch;
  }

  private void reject(
      RecordScanner record, Stage stage, List<Failure> failures, @Nullable Throwable exception) {
    batch()
        .reject(
            record.line,
            record.in.bytes(),
            record.start,
            record.contentEnd,
            stage,
            failures,
            exception);
  }
}
