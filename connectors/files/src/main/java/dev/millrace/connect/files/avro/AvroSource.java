package dev.millrace.connect.files.avro;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.connect.files.binding.ListedFile;
import dev.millrace.connect.files.binding.PartitionColumns;
import dev.millrace.connect.files.binding.SourceFiles;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rows from Avro object container files, compressed with null, deflate, snappy or zstandard.
 * Immutable: every method returns a changed copy. Made by {@code Files.avro}.
 *
 * <p>A field is read into the component of its name. Files may have been written by older and newer
 * shapes: their schemas are resolved by Avro's rules, each file's on its own. What does not fit is
 * a problem before the first row, with the file, the field and both types; a value that its
 * component cannot have is rejected at stage PARSE, with all such values of the record named. A
 * row's position is the number of its record in the file, from 1. {@code docs/connectors/files.md}
 * has every detail.
 */
public final class AvroSource implements SourceBinding<Object> {
  private static final long serialVersionUID = 1L;
  private static final List<String> EXTENSIONS = List.of(".avro");
  private static final int WINDOW = 1 << 18;

  private final BoundPath path;
  private final AvroFormat format;

  private AvroSource(BoundPath path, AvroFormat format) {
    this.path = format.folders().files(path);
    this.format = format;
  }

  /** The files of a path; in a folder, those that end in {@code .avro}. */
  public static AvroSource of(String path) {
    return new AvroSource(new BoundPath(path, EXTENSIONS), AvroFormat.DEFAULT);
  }

  private AvroSource with(AvroFormat changed) {
    return new AvroSource(path, changed);
  }

  /** The name of a component's field, when it is not the component's own. */
  public AvroSource column(String component, String fieldName) {
    return with(format.withNames(format.names().with(component, fieldName)));
  }

  /**
   * A name that a component's field has in some files, for those that have none with its own name.
   * Of several, the one given first counts. Aliases in a file's schema are looked at after these.
   */
  public AvroSource alias(String component, String olderName) {
    return with(format.withAlias(component, olderName));
  }

  /**
   * Files may be without a field for this component; its value is then null, or the empty Optional.
   * Without it a file that has none is a problem.
   */
  public AvroSource optional(String component) {
    return with(format.withNames(format.names().withOptional(component)));
  }

  /**
   * Components whose values stand in the names of folders, as Hive and Spark write them: {@code
   * in/country=UK/day=2011-01-02/part-0.avro}. A folder then means all files below it; every file
   * has to be in a folder for each of these components. Called again, it replaces what was said.
   */
  public AvroSource partitionedBy(String... components) {
    return new AvroSource(
        new BoundPath(path.path(), EXTENSIONS),
        format.withFolders(new PartitionColumns(List.of(components))));
  }

  /**
   * The zone of local times ({@code local-timestamp-millis} and {@code -micros}) that are read into
   * instants; without one they are a problem. A time that was skipped is rejected, of two equal
   * ones it is the earlier.
   */
  public AvroSource zone(ZoneId zone) {
    return with(format.withZone(zone));
  }

  /**
   * How long a block may be, in bytes, compressed and decompressed; 16 MB when not given. A reader
   * holds one of each. The records of longer blocks are rejected at stage READ.
   *
   * @throws IllegalArgumentException when not from 1 to 512 MB
   */
  public AvroSource maxBlockBytes(int bytes) {
    return with(format.withBlockBytes(bytes));
  }

  @Override
  public String describe() {
    return "files avro " + path.path() + (format.zone() == null ? "" : ", zone " + format.zone());
  }

  @Override
  public List<Problem> check(String port, Shape<Object> shape) {
    List<Problem> problems = new ArrayList<>(format.names().check(port, shape));
    problems.addAll(needlessAliases(port));
    List<BoundPath.Found> found = SourceFiles.resolve(port, path, problems);
    problems.addAll(format.folders().check(port, shape, format.names(), found));
    problems.addAll(schemaProblems(port, shape, found));
    return List.copyOf(problems);
  }

  private List<Problem> needlessAliases(String port) {
    return format.folders().components().stream()
        .filter(format.aliases()::containsKey)
        .map(
            component ->
                new Problem(
                    FilesCode.BAD_OPTION,
                    port,
                    "component '" + component + "' has an alias and is partitioned by",
                    "its value stands in the names of folders, so no file's field is read into it",
                    "take alias(\"" + component + "\", …) out"))
        .toList();
  }

  private List<Problem> schemaProblems(
      String port, Shape<Object> shape, List<BoundPath.Found> all) {
    List<Problem> problems = new ArrayList<>();
    Map<Mismatch, List<String>> files = new LinkedHashMap<>();
    Map<String, List<Mismatch>> known = new LinkedHashMap<>();
    for (BoundPath.Found found : all) {
      try {
        AvroHeader header = header(found);
        BlockCodec.of(found.name(), header.codec()).close();
        known
            .computeIfAbsent(header.schemaText(), text -> compile(header, shape).mismatches())
            .forEach(each -> files.computeIfAbsent(each, m -> new ArrayList<>()).add(found.name()));
      } catch (AvroFileException e) {
        problems.add(e.problem(port));
      } catch (IOException | UncheckedIOException e) {
        problems.add(SourceFiles.unreadable(port, found.name(), e));
      }
    }
    files.forEach((mismatch, names) -> problems.add(mismatch.problem(port, firstOf(names))));
    return problems;
  }

  private static String firstOf(List<String> names) {
    int others = names.size() - 1;
    return names.get(0)
        + (others == 0 ? "" : " (and " + others + " other file" + (others == 1 ? ")" : "s)"));
  }

  private ReadPlan compile(AvroHeader header, Shape<?> shape) {
    return ReadCompiler.compile(header.schema(), shape, Projection.all(shape), format);
  }

  private static AvroHeader header(BoundPath.Found found) throws IOException {
    long size = java.nio.file.Files.size(found.file());
    try (FileWindow in = new FileWindow(found.name(), found.file(), 0, size, 1 << 12)) {
      return AvroHeader.read(in);
    }
  }

  @Override
  public List<String> notices(String port, Shape<Object> shape) {
    Set<String> extra = new TreeSet<>();
    Set<String> seen = new LinkedHashSet<>();
    List<BoundPath.Found> all = SourceFiles.resolve(port, path, new ArrayList<>());
    List<String> notices = new ArrayList<>(format.folders().notices(shape, format.names(), all));
    for (BoundPath.Found found : all) {
      try {
        AvroHeader header = header(found);
        if (seen.add(header.schemaText())) {
          extra.addAll(compile(header, shape).extra());
        }
      } catch (IOException | UncheckedIOException unreadable) {
        // Told by check, as a problem; here it has nothing to notice.
      }
    }
    if (!extra.isEmpty()) {
      notices.add("No component reads these fields: " + String.join(", ", extra) + ".");
    }
    return List.copyOf(notices);
  }

  @Override
  public List<InputPartition> partitions(Shape<Object> shape, long extentBytes) throws IOException {
    List<InputPartition> partitions = new ArrayList<>();
    for (BoundPath.Found found : path.list()) {
      String version = ListedFile.at(found.file()).version();
      InputPartition cut = BlockCutter.partition(found, extentBytes);
      partitions.add(
          new InputPartition(
              cut.name(),
              cut.bytes(),
              cut.extents().stream().map(extent -> extent.withVersion(version)).toList()));
    }
    return partitions;
  }

  @Override
  public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    String name = extent.partition();
    Path file = ListedFile.find(path, name, extent.version());
    FileWindow in = new FileWindow(name, file, extent.start(), extent.end(), WINDOW);
    try {
      AvroHeader header =
          extent.start() == 0 ? AvroHeader.read(in) : header(new BoundPath.Found(name, file));
      return reader(in, header, shape, projection, extent);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private RowReader<Object> reader(
      FileWindow in, AvroHeader header, Shape<Object> shape, Projection projection, Extent extent)
      throws IOException {
    ReadPlan plan = ReadCompiler.compile(header.schema(), shape, projection, format);
    if (!plan.mismatches().isEmpty()) {
      throw plan.mismatches().get(0).exception(in.name());
    }
    FolderValues told = format.folders().of(shape, format.names(), extent.partition());
    return new AvroExtentReader(
        in,
        header,
        plan,
        told,
        shape.components().size(),
        format.blockBytes(),
        extent.firstPosition());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AvroSource that && path.equals(that.path) && format.equals(that.format);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, format);
  }

  @Override
  public String toString() {
    return describe();
  }
}
