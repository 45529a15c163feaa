package dev.millrace.beam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/** A disk on which nothing more can be written down of a run. */
final class FullDisk {
  private FullDisk() {}

  /** Options of a run whose disk is full as soon as the cluster has taken its job. */
  static PipelineOptions afterTheSubmission(Path runs, PipelineOptions options) {
    options.setRunner(FlinkRunner.class);
    options.setTempLocation(runs.toString());
    return options;
  }

  /** Beam's own; runners are told apart by their simple names. */
  static final class FlinkRunner extends PipelineRunner<PipelineResult> {
    private final PipelineOptions options;

    private FlinkRunner(PipelineOptions options) {
      this.options = options;
    }

    public static FlinkRunner fromOptions(PipelineOptions options) {
      return new FlinkRunner(options);
    }

    @Override
    public PipelineResult run(Pipeline pipeline) {
      PipelineResult taken =
          org.apache.beam.runners.flink.FlinkRunner.fromOptions(options).run(pipeline);
      try (Stream<Path> runs = Files.list(Path.of(options.getTempLocation()))) {
        runs.forEach(FullDisk::fill);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return taken;
    }
  }

  static void fill(Path run) {
    try {
      Files.createDirectories(draft(run).resolve("full"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether {@link #fill} has come to a run. */
  static boolean isFull(Path run) {
    return Files.exists(draft(run));
  }

  /** Where every note of a run is written first: a folder in its place lets it go nowhere. */
  private static Path draft(Path run) {
    return run.resolve("note.draft");
  }
}
