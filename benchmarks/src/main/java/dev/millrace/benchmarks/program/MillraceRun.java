package dev.millrace.benchmarks.program;

import dev.millrace.Pipeline;
import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Replay;
import dev.millrace.connect.SourceBinding;
import dev.millrace.launch.Millrace;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Runs Millrace's pipelines as its launcher does, and reads what they published. */
public final class MillraceRun {
  private MillraceRun() {}

  /** Files as they are for a batch; for a stream, played in order, each a partition. */
  public static <T> SourceBinding<T> source(SourceBinding<T> files, Mode mode) {
    return mode.isStream() ? Replay.of(files).partitions(InputFiles.PARTS) : files;
  }

  /**
   * Runs to the end; whether as a batch or as a stream follows from the bindings. The options are
   * those of {@code --runner direct} and {@code --runner flink} with a parallelism of {@link
   * Mode#PARALLELISM}.
   */
  public static void of(Pipeline pipeline, Bindings bindings, Mode mode) {
    Millrace.run(pipeline, bindings, options(mode));
  }

  private static PipelineOptions options(Mode mode) {
    if (mode == Mode.DIRECT) {
      DirectOptions direct =
          PipelineOptionsFactory.fromArgs(
                  "--runner=DirectRunner", "--targetParallelism=" + Mode.PARALLELISM)
              .as(DirectOptions.class);
      direct.setEnforceImmutability(false);
      direct.setEnforceEncodability(false);
      return direct;
    }
    return PipelineOptionsFactory.fromArgs(
            "--runner=FlinkRunner", "--parallelism=" + Mode.PARALLELISM)
        .create();
  }

  /** The rows of a published folder of CSV, without headers; of a stream, of all units. */
  public static List<String[]> csvRows(Path folder) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (Path part : parts(folder, ".csv")) {
      List<String> lines = Files.readAllLines(part);
      lines.subList(1, lines.size()).forEach(line -> rows.add(line.split(",", -1)));
    }
    return rows;
  }

  static List<Path> parts(Path folder, String extension) throws IOException {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(file -> file.toString().endsWith(extension)).toList();
    }
  }
}
