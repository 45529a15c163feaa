package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A file's columns, given to the components of a shape.
 *
 * @param fits by component; null for one that has no column and may do without, or whose value a
 *     folder tells
 * @param extra columns that no component reads
 */
record FileMatch(List<@Nullable Fit> fits, List<Problem> problems, List<String> extra) {
  /**
   * @param name of the file, for messages
   */
  static FileMatch of(
      String port, String name, Shape<?> shape, ParquetFormat format, Footer footer) {
    ColumnNames columns = format.columns();
    List<Component> inFile = format.folders().inFiles(shape);
    ColumnNames.Match match = columns.match(inFile, footer.root().childNames());
    List<Problem> problems = new ArrayList<>();
    for (Component component : match.missing) {
      problems.add(missing(port, name, component, columns, footer));
    }
    for (Component component : match.ambiguous) {
      problems.add(ambiguous(port, name, component, footer));
    }
    List<@Nullable Fit> fits = new ArrayList<>();
    TypeFit types = new TypeFit(footer.properties(), format.zone());
    for (Component component : shape.components()) {
      int field = inFile.contains(component) ? match.fieldOf[component.index()] : -1;
      Fit fit = null;
      if (field >= 0) {
        try {
          SchemaNode node = footer.root().children().get(field);
          fit = types.fit(component.type(), node, component.name());
        } catch (MisfitException e) {
          problems.add(new Problem(e.code(), port, name + ": " + e.getMessage(), e.why(), e.fix()));
        }
      }
      fits.add(fit);
    }
    problems.addAll(codecs(port, name, footer));
    return new FileMatch(fits, problems, match.extra);
  }

  private static Problem missing(
      String port, String name, Component component, ColumnNames columns, Footer footer) {
    String quoted = component.name();
    String named =
        columns.named().containsKey(quoted) ? " ('" + columns.nameOf(component) + "')" : "";
    String fix = "name its column: " + ColumnNames.naming(quoted);
    return new Problem(
        FilesCode.COLUMN_MISSING,
        port,
        name
            + " has no column for component '"
            + quoted
            + "'"
            + named
            + "; its columns are "
            + String.join(", ", footer.root().childNames()),
        "every row would be without it",
        ColumnNames.mayBeMissing(component)
            ? fix + ", or allow files without it: " + ColumnNames.leavingOut(quoted)
            : fix);
  }

  private static Problem ambiguous(String port, String name, Component component, Footer footer) {
    return new Problem(
        FilesCode.COLUMN_AMBIGUOUS,
        port,
        name
            + " has several columns for component '"
            + component.name()
            + "'; its columns are "
            + String.join(", ", footer.root().childNames()),
        "one of them would be taken by chance",
        "name one that is there once: " + ColumnNames.naming(component.name()));
  }

  private static List<Problem> codecs(String port, String name, Footer footer) {
    TreeSet<String> unknown = new TreeSet<>();
    for (Footer.Group group : footer.groups()) {
      for (Footer.Chunk chunk : group.chunks()) {
        if (Codec.of(chunk.codec()).isEmpty()) {
          unknown.add(chunk.codec().name());
        }
      }
    }
    return unknown.isEmpty()
        ? List.of()
        : List.of(
            new Problem(
                FilesCode.PARQUET_FEATURE,
                port,
                name + " is compressed with " + String.join(" and ", unknown),
                "only zstd, snappy, gzip and no compression are read",
                "write it with one of these"));
  }
}
