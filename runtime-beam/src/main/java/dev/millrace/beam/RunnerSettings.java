package dev.millrace.beam;

import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.StreamingOptions;

/** What each runner needs to be told. */
final class RunnerSettings {
  private RunnerSettings() {}

  static void apply(PipelineOptions options, Plan plan, boolean isStream) {
    options.as(StreamingOptions.class).setStreaming(isStream);
    if (isFlink(options)) {
      FlinkSettings.apply(options, isStream);
      if (plan.only(Step.Foreign.class).isEmpty()) {
        FlinkSettings.shareElements(options);
      }
    }
  }

  /** The cluster a run is sent to; empty when it happens in this process. */
  static Optional<FlinkTarget> target(PipelineOptions options) {
    return isFlink(options) ? FlinkTarget.of(options) : Optional.empty();
  }

  /** Whether Flink's own client has called the main method. */
  static boolean isInsideFlinkClient() {
    try {
      return FlinkTarget.isInsideClient();
    } catch (NoClassDefFoundError noFlink) {
      return false;
    }
  }

  /** How many workers share the work of one step. */
  static int parallelism(PipelineOptions options) {
    return isFlink(options)
        ? FlinkSettings.parallelism(options)
        : Math.max(1, options.as(DirectOptions.class).getTargetParallelism());
  }

  /**
   * Whether a stream goes on from a checkpoint after a failure. On the direct runner the run fails.
   */
  static boolean hasCheckpoints(PipelineOptions options) {
    return !isDirect(options);
  }

  /** By name, as below. */
  static boolean isDirect(PipelineOptions options) {
    return options.getRunner().getSimpleName().equals("DirectRunner");
  }

  /** Whether state of a savepoint that no step claims may be lost. */
  static boolean mayLoseState(PipelineOptions options) {
    return isFlink(options) && FlinkSettings.mayLoseState(options);
  }

  /** By name, since the class may not be there. */
  static boolean isFlink(PipelineOptions options) {
    return options.getRunner().getSimpleName().equals("FlinkRunner");
  }
}
