package dev.millrace.connect.files.avro;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows to Avro object container files, in blocks of about 64 KB. Immutable: every method returns a
 * changed copy. Made by {@code Files.avroTo}.
 *
 * <p>Without a schema, one is made from the shape: a field for every component, in its order.
 * Whatever is written is read back to the same values, bit for bit. Equal rows in equal order give
 * equal bytes. {@code docs/connectors/files.md} says what becomes of each type.
 */
public final class AvroSink implements SinkBinding<Object> {
  private static final long serialVersionUID = 1L;
  private static final int DEFAULT_ZSTD = 3;

  private final String folder;
  private final ColumnNames names;
  private final @Nullable ZoneId zone;
  private final @Nullable String schema;
  private final BlockCodec.Choice codec;

  private AvroSink(
      String folder,
      ColumnNames names,
      @Nullable ZoneId zone,
      @Nullable String schema,
      BlockCodec.Choice codec) {
    this.folder = folder;
    this.names = names;
    this.zone = zone;
    this.schema = schema;
    this.codec = codec;
  }

  /** Files in a folder that appears when the run is published. */
  public static AvroSink of(String folder) {
    return new AvroSink(
        folder, ColumnNames.BY_NAME, null, null, new BlockCodec.Choice("zstandard", DEFAULT_ZSTD));
  }

  /**
   * Writes with this schema: its names, namespace, docs, order of fields and logical types. Every
   * component needs a field that can hold it; a field without a component needs a default.
   */
  public AvroSink schema(Schema recordSchema) {
    return new AvroSink(folder, names, zone, recordSchema.toString(), codec);
  }

  /**
   * As {@link #schema(Schema)}, from a file of a schema as JSON ({@code .avsc}), which is read now.
   *
   * @throws IllegalArgumentException when it cannot be read or is no schema
   */
  public AvroSink schema(String avscPath) {
    try {
      return schema(new Schema.Parser().parse(Files.readString(Path.of(avscPath))));
    } catch (IOException | AvroRuntimeException notSchema) {
      throw new IllegalArgumentException(
          avscPath + " is not an Avro schema that can be read: " + notSchema, notSchema);
    }
  }

  /** The name of a component's field, when it is not the component's own. */
  public AvroSink column(String component, String fieldName) {
    return new AvroSink(folder, names.with(component, fieldName), zone, schema, codec);
  }

  /**
   * The zone of local times, for a schema of one's own that has {@code local-timestamp-millis} or
   * {@code -micros}. An instant that could not be read back from its local time fails the run.
   */
  public AvroSink zone(ZoneId newZone) {
    return new AvroSink(folder, names, newZone, schema, codec);
  }

  /**
   * Compresses with Zstandard; level 3 when nothing is said. Of today's codecs the fastest for its
   * size; every implementation of Avro has {@link #deflate}.
   *
   * @param level from 1, fast, to 22, small
   */
  public AvroSink zstandard(int level) {
    return codec("zstandard", level, 1, 22);
  }

  /**
   * Compresses with deflate.
   *
   * @param level from 1, fast, to 9, small
   */
  public AvroSink deflate(int level) {
    return codec("deflate", level, 1, 9);
  }

  /** Compresses with Snappy. */
  public AvroSink snappy() {
    return codec("snappy", 0, 0, 0);
  }

  /** Does not compress. */
  public AvroSink uncompressed() {
    return codec("null", 0, 0, 0);
  }

  private AvroSink codec(String name, int level, int least, int most) {
    if (level < least || level > most) {
      throw new IllegalArgumentException(
          name + " has levels " + least + " to " + most + ", not " + level);
    }
    return new AvroSink(folder, names, zone, schema, new BlockCodec.Choice(name, level));
  }

  @Override
  public String describe() {
    return "files avro " + folder;
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    List<Problem> problems = new ArrayList<>(names.check(port, shape));
    try {
      compile(shape, schema(shape))
          .mismatches()
          .forEach(each -> problems.add(each.problem(port, "the schema")));
    } catch (AvroRuntimeException notName) {
      problems.add(
          new Problem(
              FilesCode.AVRO_SCHEMA,
              port,
              shape.name() + " has no schema: " + notName.getMessage(),
              "names of Avro have letters, digits and underscores, and each stands once",
              "name the field with column(\"component\", \"name\"), or rename the enum's constant"));
    }
    return List.copyOf(problems);
  }

  private Schema schema(Shape<?> shape) {
    return schema == null ? ShapeSchema.of(shape, names) : new Schema.Parser().parse(schema);
  }

  private WriteCompiler.Result compile(Shape<?> shape, Schema with) {
    return WriteCompiler.compile(with, shape, names, zone);
  }

  @Override
  public String folder() {
    return folder;
  }

  @Override
  public String extension() {
    return ".avro";
  }

  @Override
  public RowWriter<Object> writer(Shape<Object> shape, OutputStream out) throws IOException {
    Schema with = schema(shape);
    WriteCompiler.Result compiled = compile(shape, with);
    if (!compiled.mismatches().isEmpty()) {
      throw compiled.mismatches().get(0).exception("the schema");
    }
    return new AvroWriter(with.toString(), codec, compiled.record(), out);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AvroSink that
        && folder.equals(that.folder)
        && names.equals(that.names)
        && Objects.equals(zone, that.zone)
        && Objects.equals(schema, that.schema)
        && codec.equals(that.codec);
  }

  @Override
  public int hashCode() {
    return Objects.hash(folder, names, zone, schema, codec);
  }

  @Override
  public String toString() {
    return describe();
  }
}
