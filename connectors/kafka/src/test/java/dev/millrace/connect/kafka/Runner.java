package dev.millrace.connect.kafka;

import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** The runners that every case has to pass on. */
enum Runner {
  DIRECT("--runner=DirectRunner --targetParallelism=3 --shuffleGroups=5"),
  FLINK("--runner=FlinkRunner --flinkMaster=[local] --parallelism=2 --shuffleGroups=5");

  private final String args;

  Runner(String args) {
    this.args = args;
  }

  PipelineOptions options(String... more) {
    String all = args + " " + String.join(" ", more);
    return PipelineOptionsFactory.fromArgs(all.strip().split(" ", -1)).create();
  }
}
