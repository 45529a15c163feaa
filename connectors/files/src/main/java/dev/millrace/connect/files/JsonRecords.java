package dev.millrace.connect.files;

import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.connect.files.binding.RecordDecoder;
import dev.millrace.connect.files.binding.RecordEncoder;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON object a record, as a line of JSON Lines has it; a record may have several lines.
 * Immutable: every method returns a changed copy.
 *
 * @param format of times, and limits
 * @param names of fields, where they are not the components'
 */
record JsonRecords(JsonlFormat format, ColumnNames names) implements RecordFormat {
  private static final long serialVersionUID = 1L;

  static final JsonRecords DEFAULT = new JsonRecords(JsonlFormat.DEFAULT, ColumnNames.BY_NAME);

  @Override
  public JsonRecords zone(ZoneId zone) {
    return new JsonRecords(format.withTimes(format.times().withZone(zone)), names);
  }

  @Override
  public JsonRecords timePattern(String pattern) {
    return new JsonRecords(format.withTimes(format.times().withTimePattern(pattern)), names);
  }

  @Override
  public JsonRecords datePattern(String pattern) {
    return new JsonRecords(format.withTimes(format.times().withDatePattern(pattern)), names);
  }

  @Override
  public JsonRecords column(String component, String fieldName) {
    return new JsonRecords(format, names.with(component, fieldName));
  }

  @Override
  public String describe() {
    return "json" + format.times().describe();
  }

  @Override
  public List<Problem> check(String port, Shape<?> shape, List<String> elsewhere) {
    return checkWriting(port, shape);
  }

  @Override
  public List<Problem> checkWriting(String port, Shape<?> shape) {
    List<Problem> problems = new ArrayList<>(names.check(port, shape));
    problems.addAll(TimeCheck.check(port, shape, format.times()));
    return List.copyOf(problems);
  }

  @Override
  public RecordDecoder decoder(
      Shape<?> shape, List<String> elsewhere, Projection projection, String partition) {
    JsonRows rows =
        new JsonRows(
            partition,
            RecordFormat.inRecord(shape, elsewhere),
            FolderValues.none(shape),
            projection,
            names,
            format);
    FramedRecords records = new FramedRecords(format.limits().record());
    return new RecordDecoder() {
      @Override
      public void decode(byte[] bytes, int[] starts, int[] ends, int count, InputBatch<?> batch) {
        records.reset(bytes, starts, ends, count);
        rows.begin(batch);
        while (records.left() > 0) {
          if (!rows.parseMany(records, records.left())) {
            records.nextInMemory();
            rows.parse(records);
          }
        }
      }

      @Override
      public void end() {
        rows.end();
      }
    };
  }

  @Override
  public RecordEncoder encoder(Shape<?> shape) {
    return new JsonRecordEncoder(new JsonObjects(shape, format.times(), names));
  }
}
