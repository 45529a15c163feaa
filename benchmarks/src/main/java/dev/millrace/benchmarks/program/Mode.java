package dev.millrace.benchmarks.program;

import java.util.List;
import java.util.Locale;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Where a Beam pipeline runs, and whether as a batch or as a stream. */
public enum Mode {
  DIRECT,
  FLINK_BATCH,
  FLINK_STREAM;

  /** Of every runner, so that none has an advantage in what it may do at once. */
  public static final int PARALLELISM = 2;

  private static final long BUNDLE_ELEMENTS = 100_000;
  private static final long BUNDLE_MILLIS = 1_000;

  public boolean isStream() {
    return this == FLINK_STREAM;
  }

  /** As it stands in the names of programs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The runner with its defaults. */
  public PipelineOptions options() {
    PipelineOptions options = PipelineOptionsFactory.create();
    if (this == DIRECT) {
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setRunner(DirectRunner.class);
      direct.setTargetParallelism(PARALLELISM);
      return direct;
    }
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    flink.setRunner(FlinkRunner.class);
    flink.setFlinkMaster("[local]");
    flink.setParallelism(PARALLELISM);
    flink.setFilesToStage(List.of());
    flink.setStreaming(isStream());
    if (isStream()) {
      // The sources end; with the default the job would wait for checkpoints after that.
      flink.setShutdownSourcesAfterIdleMs(0L);
    }
    return flink;
  }

  /** The runner with everything switched off that costs and that a correct pipeline can spare. */
  public PipelineOptions tunedOptions() {
    PipelineOptions options = options();
    if (this == DIRECT) {
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setEnforceImmutability(false);
      direct.setEnforceEncodability(false);
      return direct;
    }
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    flink.setObjectReuse(true);
    flink.setFasterCopy(true);
    flink.setDisableMetrics(true);
    if (isStream()) {
      // What is folded in a bundle is shipped at its end: the larger, the less is shipped.
      flink.setMaxBundleSize(BUNDLE_ELEMENTS);
      flink.setMaxBundleTimeMills(BUNDLE_MILLIS);
    }
    return flink;
  }
}
