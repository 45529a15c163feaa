package dev.millrace.connect.files.avro;

import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.files.binding.PartitionColumns;
import dev.millrace.connect.files.binding.RecordDecoder;
import dev.millrace.connect.files.binding.RecordEncoder;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.connect.files.binding.ValueFailure;
import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Records in Avro's binary form, each on its own and all of one schema. Immutable: every method
 * returns a changed copy.
 */
public final class AvroRecords implements RecordFormat {
  private static final long serialVersionUID = 1L;
  private static final String RULE = "record is Avro";

  private final String schema;
  private final AvroFormat format;

  private AvroRecords(String schema, AvroFormat format) {
    this.schema = schema;
    this.format = format;
  }

  /** Fields are read into the components of their names. */
  public static AvroRecords of(Schema schema) {
    return new AvroRecords(schema.toString(), AvroFormat.DEFAULT);
  }

  @Override
  public AvroRecords column(String component, String fieldName) {
    return new AvroRecords(schema, format.withNames(format.names().with(component, fieldName)));
  }

  @Override
  public AvroRecords zone(ZoneId zone) {
    return new AvroRecords(schema, format.withZone(zone));
  }

  @Override
  public String describe() {
    return "avro "
        + schema().getFullName()
        + (format.zone() == null ? "" : ", zone " + format.zone());
  }

  private Schema schema() {
    return new Schema.Parser().parse(schema);
  }

  @Override
  public List<Problem> check(String port, Shape<?> shape, List<String> elsewhere) {
    List<Problem> problems = new ArrayList<>(format.names().check(port, shape));
    plan(shape, elsewhere, Projection.all(shape))
        .mismatches()
        .forEach(each -> problems.add(each.problem(port, "the schema")));
    return List.copyOf(problems);
  }

  private ReadPlan plan(Shape<?> shape, List<String> elsewhere, Projection projection) {
    return ReadCompiler.compile(
        schema(), shape, projection, format.withFolders(new PartitionColumns(elsewhere)));
  }

  @Override
  public RecordDecoder decoder(
      Shape<?> shape, List<String> elsewhere, Projection projection, String partition) {
    return new Decoder(plan(shape, elsewhere, projection).record(), shape.components().size());
  }

  @Override
  public List<Problem> checkWriting(String port, Shape<?> shape) {
    List<Problem> problems = new ArrayList<>(format.names().check(port, shape));
    writing(shape).mismatches().forEach(each -> problems.add(each.problem(port, "the schema")));
    return List.copyOf(problems);
  }

  private WriteCompiler.Result writing(Shape<?> shape) {
    return WriteCompiler.compile(schema(), shape, format.names(), format.zone());
  }

  @Override
  public RecordEncoder encoder(Shape<?> shape) {
    return new Encoder(writing(shape).record());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AvroRecords that
        && schema.equals(that.schema)
        && format.equals(that.format);
  }

  @Override
  public int hashCode() {
    return schema.hashCode();
  }

  private static final class Decoder implements RecordDecoder {
    private final RecordReader record;
    private final ColumnBuilder[] columns;
    private final DatumInput datum = new DatumInput();
    private final Faults faults = new Faults();

    private Decoder(RecordReader record, int components) {
      this.record = record;
      this.columns = new ColumnBuilder[components];
    }

    @Override
    public void decode(byte[] bytes, int[] starts, int[] ends, int count, InputBatch<?> batch) {
      for (int i = 0; i < columns.length; i++) {
        columns[i] = batch.column(i);
      }
      for (int i = 0; i < count; i++) {
        decode(bytes, starts[i], ends[i], i, batch);
      }
    }

    private void decode(byte[] bytes, int from, int to, int index, InputBatch<?> batch) {
      datum.reset(bytes, from, to);
      try {
        boolean good = record.read(datum, columns, faults);
        if (datum.remaining() > 0) {
          throw new MalformedException(
              "behind the record are " + datum.remaining() + " bytes more");
        }
        if (good) {
          batch.accept(index, bytes, from, to);
        } else {
          batch.reject(index, bytes, from, to, Stage.PARSE, faults.take(), null);
        }
      } catch (MalformedException malformed) {
        faults.take();
        batch.reject(
            index,
            bytes,
            from,
            to,
            Stage.READ,
            List.of(ValueFailure.of(RULE, "a record of the schema", malformed.getMessage())),
            null);
      }
    }
  }

  private static final class Encoder implements RecordEncoder {
    private final RecordWriter record;
    private final DatumOutput out = new DatumOutput();
    private @Nullable Block<?> block;

    private Encoder(RecordWriter record) {
      this.record = record;
    }

    @Override
    public void begin(Block<?> next) {
      block = next;
      record.begin(next);
    }

    @Override
    public byte[] encode(int row) throws IOException {
      out.truncate(0);
      try {
        record.write(row, out);
      } catch (UnwritableException unwritable) {
        if (block == null) {
          throw new IllegalStateException("no block has begun", unwritable);
        }
        throw unwritable.in(block, row, record.component());
      }
      return Arrays.copyOf(out.array(), out.size());
    }
  }
}
