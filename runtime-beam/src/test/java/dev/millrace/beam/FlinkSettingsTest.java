package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.client.program.StreamContextEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;
import org.apache.flink.runtime.jobgraph.SavepointConfigOptions;
import org.junit.jupiter.api.Test;

/** What a run on Flink is given beside what its user says. */
class FlinkSettingsTest {
  private static FlinkPipelineOptions stream(String... args) {
    FlinkPipelineOptions options =
        PipelineOptionsFactory.fromArgs(args).as(FlinkPipelineOptions.class);
    FlinkSettings.apply(options, true);
    return options;
  }

  @Test
  void bundlesOfAStreamAreShort() {
    assertThat(stream("--runner=FlinkRunner").getMaxBundleTimeMills(), is(200L));
    assertThat(stream("--streaming=true").getMaxBundleTimeMills(), is(200L));
  }

  @Test
  void whatTheUserSaysOfBundlesAndCheckpointsCounts() {
    FlinkPipelineOptions options =
        stream("--maxBundleTimeMills=1000", "--checkpointingInterval=500");
    assertThat(options.getMaxBundleTimeMills(), is(1000L));
    assertThat(options.getCheckpointingInterval(), is(500L));
  }

  @Test
  void aStreamHasCheckpointsUnlessItSaysMore() {
    assertThat(stream("--streaming=true").getCheckpointingInterval(), is(10_000L));
  }

  @Test
  void stateMayBeLostWhereBeamOrFlinksOwnClientIsToldSo() {
    assertThat(FlinkSettings.mayLoseState(stream()), is(false));
    assertThat(FlinkSettings.mayLoseState(stream("--allowNonRestoredState=true")), is(true));
    assertThat(mayLoseStateInsideClient(false), is(false));
    assertThat(mayLoseStateInsideClient(true), is(true));
  }

  private static boolean mayLoseStateInsideClient(boolean isTold) {
    Configuration client = new Configuration();
    client.set(SavepointConfigOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, isTold);
    StreamContextEnvironment.setAsContext(
        new DefaultExecutorServiceLoader(),
        client,
        FlinkSettingsTest.class.getClassLoader(),
        false,
        false);
    try {
      return FlinkSettings.mayLoseState(PipelineOptionsFactory.create());
    } finally {
      StreamContextEnvironment.unsetAsContext();
    }
  }
}
