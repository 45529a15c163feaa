package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.connect.files.binding.SourceFiles;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be known about a Parquet source before its first row is read: from footers alone. */
final class ParquetCheck {
  /** Stands for the file's name until it is known how many files have the same problem. */
  private static final String NAME = "\u0000";

  private final String port;
  private final Shape<?> shape;
  private final BoundPath path;
  private final ColumnNames columns;
  private final @Nullable ZoneId zone;

  ParquetCheck(
      String port, Shape<?> shape, BoundPath path, ColumnNames columns, @Nullable ZoneId zone) {
    this.port = port;
    this.shape = shape;
    this.path = path;
    this.columns = columns;
    this.zone = zone;
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(Holding.problems(port, shape));
    problems.addAll(columns.check(port, shape));
    Map<Problem, List<String>> byFile = new LinkedHashMap<>();
    for (BoundPath.Found found : SourceFiles.resolve(port, path, problems)) {
      for (Problem problem : problems(found)) {
        byFile.computeIfAbsent(problem, p -> new ArrayList<>()).add(found.name());
      }
    }
    byFile.forEach((problem, where) -> problems.add(named(problem, where)));
    return List.copyOf(problems);
  }

  private List<Problem> problems(BoundPath.Found found) {
    try {
      return FileMatch.of(port, NAME, shape, columns, zone, Footer.read(found.file())).problems();
    } catch (DamagedFileException e) {
      return List.of(
          new Problem(
              FilesCode.NOT_PARQUET,
              port,
              NAME + " cannot be read as Parquet: " + e.getMessage(),
              "a run must see all of its input",
              "write the file again, or take it away"));
    } catch (Footer.EncryptedException e) {
      return List.of(
          new Problem(
              FilesCode.PARQUET_FEATURE,
              port,
              NAME + " is encrypted",
              "there is no key to read it with",
              "decrypt it first"));
    } catch (IOException e) {
      return List.of(SourceFiles.unreadable(port, found.name(), e));
    }
  }

  List<String> notices() {
    Map<List<String>, List<String>> byColumns = new LinkedHashMap<>();
    for (BoundPath.Found found : SourceFiles.resolve(port, path, new ArrayList<>())) {
      extra(found)
          .ifPresent(
              extra -> byColumns.computeIfAbsent(extra, e -> new ArrayList<>()).add(found.name()));
    }
    List<String> notices = new ArrayList<>();
    byColumns.forEach(
        (extra, where) -> {
          if (!extra.isEmpty()) {
            notices.add(some(where) + ": no component reads " + String.join(", ", extra));
          }
        });
    return notices;
  }

  /** Empty for a file that cannot be read: that is a problem, and told as one. */
  private Optional<List<String>> extra(BoundPath.Found found) {
    try {
      Footer footer = Footer.read(found.file());
      return Optional.of(FileMatch.of(port, NAME, shape, columns, zone, footer).extra());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Problem named(Problem problem, List<String> where) {
    return new Problem(
        problem.code(),
        problem.where(),
        problem.what().replace(NAME, some(where)),
        problem.why(),
        problem.fix());
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
