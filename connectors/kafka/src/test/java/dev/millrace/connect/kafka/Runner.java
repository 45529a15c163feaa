package dev.millrace.connect.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /**
   * A stream in units of a minute; on Flink, in this process, one that recovers from failures, with
   * many checkpoints.
   */
  PipelineOptions recovering(Path folder) throws IOException {
    if (this == DIRECT) {
      return options("--publishEveryMillis=60000");
    }
    Path configuration = Files.createDirectories(folder.resolve("flink"));
    Files.writeString(
        configuration.resolve("config.yaml"),
        """
        restart-strategy.type: fixed-delay
        restart-strategy.fixed-delay.attempts: 20
        restart-strategy.fixed-delay.delay: 1 ms
        """);
    return PipelineOptionsFactory.fromArgs(
            "--runner=FlinkRunner",
            "--flinkMaster=[local]",
            "--flinkConfDir=" + configuration,
            "--parallelism=2",
            "--checkpointingInterval=100",
            "--publishEveryMillis=60000",
            "--blockRows=50",
            "--shipRows=100")
        .create();
  }
}
