package dev.millrace.beam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run on Flink needs, or can have because elements are never written after they were
 * emitted. Loaded only when the runner is Flink, whose classes are not always there.
 */
final class FlinkSettings {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkSettings.class);
  private static final String FILE = "config.yaml";
  private static final String LOCAL = "[local]";
  private static final long CHECKPOINT_MILLIS = 10_000;

  /** A step sends its watermark on only between bundles, so each step adds so much to the lag. */
  private static final long BUNDLE_MILLIS = 200;

  private FlinkSettings() {}

  static void apply(PipelineOptions options, boolean isStream) {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    if (flink.getFlinkMaster().equals("[auto]") && !FlinkTarget.isInsideClient()) {
      flink.setFlinkMaster(LOCAL);
    }
    flink.setMaxParallelism(KeyGroups.MAX_PARALLELISM);
    if (flink.getFlinkMaster().equals(LOCAL) && flink.getFlinkConfDir() == null) {
      flink.setFlinkConfDir(localConfiguration().toString());
    }
    if (isStream) {
      flink.setFinishBundleBeforeCheckpointing(true);
      if (!isGiven(options, "maxBundleTimeMills")) {
        flink.setMaxBundleTimeMills(BUNDLE_MILLIS);
      }
      if (flink.getCheckpointingInterval() < 0) {
        flink.setCheckpointingInterval(CHECKPOINT_MILLIS);
      }
    }
  }

  /** Whether an option has a value that is not its default; to be asked before it is read. */
  private static boolean isGiven(PipelineOptions options, String name) {
    try {
      String given = new SerializablePipelineOptions(options).toString();
      return new ObjectMapper().readTree(given).path("options").has(name);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Beam's options are no JSON", e);
    }
  }

  /** Steps hand elements on without copies: ours never change one. */
  static void shareElements(PipelineOptions options) {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    flink.setObjectReuse(true);
    flink.setFasterCopy(true);
  }

  /**
   * A run in this process fails when something fails, as it does on the direct runner. With
   * checkpoints Flink would otherwise try a poison record again for ever. Checkpoints are kept in
   * files: what Flink keeps in memory it allows 5 MB, and a window's groups are more than that.
   */
  private static Path localConfiguration() {
    Path folder = temporaryConfiguration("");
    try {
      Files.writeString(
          folder.resolve(FILE),
          """
          restart-strategy.type: none
          state.checkpoint-storage: filesystem
          state.checkpoints.dir: %s
          """
              .formatted(folder.resolve("checkpoints").toUri()));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder for Flink's configuration", e);
    }
  }

  /** A folder with a configuration that lasts as long as this process. */
  static Path temporaryConfiguration(String yaml) {
    try {
      Path folder = Files.createTempDirectory("millrace-flink-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "millrace-tidy"));
      Files.writeString(folder.resolve(FILE), yaml);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder for Flink's configuration", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException gone) {
      LOG.debug("{} could not be removed", folder, gone);
    }
  }

  /** -1 where nothing was said. */
  static int askedParallelism(PipelineOptions options) {
    return options.as(FlinkPipelineOptions.class).getParallelism();
  }

  /** Whether the user has said so: to Beam, or to Flink's own client ({@code flink run -n}). */
  static boolean mayLoseState(PipelineOptions options) {
    return options.as(FlinkPipelineOptions.class).getAllowNonRestoredState()
        || FlinkTarget.clientMayLoseState();
  }

  static boolean areMetricsDisabled(PipelineOptions options) {
    return Boolean.TRUE.equals(options.as(FlinkPipelineOptions.class).getDisableMetrics());
  }

  /** How many workers share the work of one step. */
  static int parallelism(PipelineOptions options) {
    int asked = askedParallelism(options);
    if (asked > 0) {
      return asked;
    }
    return FlinkTarget.isInsideClient()
        ? StreamExecutionEnvironment.getExecutionEnvironment().getParallelism()
        : Runtime.getRuntime().availableProcessors();
  }
}
