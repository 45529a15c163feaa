package dev.millrace.beam;

import dev.millrace.engine.RunCode;
import dev.millrace.plan.Problem;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;

/** What is asked of Beam's options, before anything runs under them. */
final class OptionChecks {
  private final List<Problem> problems = new ArrayList<>();

  private OptionChecks() {}

  static List<Problem> check(PipelineOptions options, boolean isStream) {
    OptionChecks checks = new OptionChecks();
    if (isStream) {
      checks.stream(options.as(StreamOptions.class));
    }
    if (RunnerSettings.isFlink(options)) {
      checks.flink(options, isStream);
    }
    return checks.problems;
  }

  private void stream(StreamOptions options) {
    if (options.getPublishEveryMillis() < 1) {
      refuse(
          "publishEveryMillis=" + options.getPublishEveryMillis(),
          "a unit of publication is a stretch of event time, and every row lies in one",
          "give a millisecond or more: 3600000 publishes hour by hour");
    }
    if (options.getShuffleGroups() < 1) {
      refuse(
          "shuffleGroups=" + options.getShuffleGroups(),
          "every key belongs to a group of the shuffle",
          "give 1 or more, or leave the option out");
    }
  }

  private void flink(PipelineOptions options, boolean isStream) {
    int parallelism = FlinkSettings.askedParallelism(options);
    if (parallelism == 0 || parallelism > KeyGroups.MAX_PARALLELISM) {
      refuse(
          "parallelism=" + parallelism,
          "state is divided into "
              + KeyGroups.MAX_PARALLELISM
              + " parts, of which each worker has some",
          "give 1 to " + KeyGroups.MAX_PARALLELISM);
    }
    if (isStream && FlinkSettings.areMetricsDisabled(options)) {
      refuse(
          "disableMetrics=true",
          "the runner's counter of dropped elements is looked at when a stream ends: a runner that"
              + " drops what is not late has lost rows",
          "leave the option out: Millrace's elements are few, and counting them costs nothing");
    }
  }

  private void refuse(String option, String why, String fix) {
    problems.add(
        new Problem(
            RunCode.OPTION_REFUSED,
            "Beam's options",
            "--" + option + " is nothing that a run can have",
            why,
            fix));
  }
}
