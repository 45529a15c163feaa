package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.connect.files.binding.SourceFiles;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be known about a Parquet source before its first row is read: from footers alone. */
final class ParquetCheck {
  /** Stands for the file's name until it is known how many files have the same problem. */
  private static final String NAME = "\u0000";

  private final String port;
  private final Shape<?> shape;
  private final BoundPath path;
  private final ParquetFormat format;

  ParquetCheck(String port, Shape<?> shape, BoundPath path, ParquetFormat format) {
    this.port = port;
    this.shape = shape;
    this.path = path;
    this.format = format;
  }

  List<Problem> problems() {
    List<Problem> problems =
        new ArrayList<>(Holding.problems(port, format.folders().inFiles(shape)));
    problems.addAll(format.columns().check(port, shape));
    List<BoundPath.Found> files = SourceFiles.resolve(port, path, problems);
    problems.addAll(format.folders().check(port, shape, format.columns(), files));
    Map<Problem, List<String>> byFile = new LinkedHashMap<>();
    for (BoundPath.Found found : files) {
      for (Problem problem : problems(found)) {
        byFile.computeIfAbsent(problem, p -> new ArrayList<>()).add(found.name());
      }
    }
    byFile.forEach((problem, where) -> problems.add(named(problem, where)));
    return List.copyOf(problems);
  }

  private List<Problem> problems(BoundPath.Found found) {
    try {
      return FileMatch.of(port, NAME, shape, format, Footer.read(found.file())).problems();
    } catch (DamagedParquetException e) {
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
    List<BoundPath.Found> files = SourceFiles.resolve(port, path, new ArrayList<>());
    for (BoundPath.Found found : files) {
      extra(found)
          .ifPresent(
              extra -> byColumns.computeIfAbsent(extra, e -> new ArrayList<>()).add(found.name()));
    }
    List<String> notices =
        new ArrayList<>(format.folders().notices(shape, format.columns(), files));
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
      return Optional.of(FileMatch.of(port, NAME, shape, format, footer).extra());
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
