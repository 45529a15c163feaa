package dev.millrace.connect.files;

import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.DamagedFileException;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.connect.files.binding.PartitionColumns;
import dev.millrace.connect.files.binding.SourceFiles;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be known about a CSV source before its first row is read. */
final class CsvCheck {
  private final String port;
  private final Shape<?> shape;
  private final BoundPath path;
  private final CsvFormat format;
  private final ColumnNames columns;
  private final PartitionColumns folders;

  CsvCheck(
      String port,
      Shape<?> shape,
      BoundPath path,
      CsvFormat format,
      ColumnNames columns,
      PartitionColumns folders) {
    this.port = port;
    this.shape = shape;
    this.path = path;
    this.format = format;
    this.columns = columns;
    this.folders = folders;
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(unsupported(port, folders.inFiles(shape)));
    problems.addAll(columns.check(port, shape));
    problems.addAll(TimeCheck.check(port, shape, format.times()));
    if (!format.header() && !columns.equals(ColumnNames.BY_NAME)) {
      problems.add(
          new Problem(
              FilesCode.BAD_OPTION,
              port,
              "columns are named for files without a header",
              "without a header, fields are taken by their place",
              "take column(…) and optional(…) out, or header(false)"));
    }
    List<BoundPath.Found> files = SourceFiles.resolve(port, path, problems);
    problems.addAll(folders.check(port, shape, columns, files));
    headers(files, problems)
        .forEach((header, where) -> problems.addAll(headerProblems(header, where)));
    return List.copyOf(problems);
  }

  List<String> notices() {
    List<BoundPath.Found> files = SourceFiles.resolve(port, path, new ArrayList<>());
    List<String> notices = new ArrayList<>(folders.notices(shape, columns, files));
    headers(files, new ArrayList<>())
        .forEach(
            (header, where) -> {
              List<String> extra = columns.match(folders.inFiles(shape), header.names()).extra;
              if (!extra.isEmpty()) {
                notices.add(some(where) + ": no component reads " + String.join(", ", extra));
              }
            });
    return notices;
  }

  /** Components that have no place in a field. */
  static List<Problem> unsupported(String port, List<Component> components) {
    List<Problem> problems = new ArrayList<>();
    for (Component component : components) {
      if (!TextValues.isText(component.type())) {
        problems.add(
            new Problem(
                FilesCode.UNSUPPORTED_COMPONENT,
                port,
                "CSV cannot hold component '"
                    + component.name()
                    + "' of type "
                    + component.type().describe(),
                "a field of CSV is one value",
                "use JSON Lines, or a row without lists, maps, arrays of numbers and nested parts"));
      }
    }
    return problems;
  }

  /** The different headers, each with the files that have it. */
  private Map<CsvHeader, List<String>> headers(
      List<BoundPath.Found> files, List<Problem> problems) {
    Map<CsvHeader, List<String>> headers = new LinkedHashMap<>();
    for (BoundPath.Found found : files) {
      try {
        Optional<Problem> start = TextFiles.checkStart(port, found);
        start.ifPresent(problems::add);
        if (start.isEmpty() && format.header()) {
          headers.computeIfAbsent(header(found), header -> new ArrayList<>()).add(found.name());
        }
      } catch (DamagedFileException e) {
        problems.add(TextFiles.damaged(port, e));
      } catch (IOException | UncheckedIOException e) {
        problems.add(SourceFiles.unreadable(port, found.name(), e));
      }
    }
    return headers;
  }

  private CsvHeader header(BoundPath.Found found) throws IOException {
    return CsvHeader.read(found.name(), found.file(), format);
  }

  private List<Problem> headerProblems(CsvHeader header, List<String> where) {
    if (!header.isReadable()) {
      return List.of(
          new Problem(
              FilesCode.NO_HEADER,
              port,
              some(where) + " has no header: " + header.fault(),
              "columns are found by their names, and an empty file is often an export that failed",
              "give it a header, take it away, or say header(false) if there is none"));
    }
    List<Problem> problems = new ArrayList<>();
    ColumnNames.Match match = columns.match(folders.inFiles(shape), header.names());
    for (Component component : match.missing) {
      problems.add(missing(component, header, where));
    }
    for (Component component : match.ambiguous) {
      problems.add(
          new Problem(
              FilesCode.COLUMN_AMBIGUOUS,
              port,
              some(where)
                  + " has several columns for component '"
                  + component.name()
                  + "'; its columns are "
                  + header.describe(),
              "one of them would be taken by chance",
              "name one that is there once: " + ColumnNames.naming(component.name())));
    }
    return problems;
  }

  private Problem missing(Component component, CsvHeader header, List<String> where) {
    String name = component.name();
    String named =
        columns.named().containsKey(name) ? " ('" + columns.nameOf(component) + "')" : "";
    String fix = "name its column: " + ColumnNames.naming(name);
    return new Problem(
        FilesCode.COLUMN_MISSING,
        port,
        some(where)
            + " has no column for component '"
            + name
            + "'"
            + named
            + "; its columns are "
            + header.describe(),
        "every row would be without it",
        ColumnNames.mayBeMissing(component)
            ? fix + ", or allow files without it: " + ColumnNames.leavingOut(name)
            : fix);
  }

  private static String some(List<String> names) {
    int others = names.size() - 1;
    return names.get(0)
        + switch (others) {
          case 0 -> "";
          case 1 -> " (and 1 other file)";
          default -> " (and " + others + " other files)";
        };
  }
}
