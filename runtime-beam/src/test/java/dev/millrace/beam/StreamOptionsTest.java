package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.List;
import java.util.Map;
import org.apache.beam.runners.flink.FlinkExecutionEnvironments;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.CrashingRunner;
import org.junit.jupiter.api.Test;

class StreamOptionsTest {
  private static final String DEFINITION = "a definition with a password";

  @Test
  void whatReadersDoIsNotShownByFlinksWebUi() {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.as(StreamOptions.class).setStreamDefinition(List.of(DEFINITION));

    Map<String, String> shown = shown(options);

    assertThat(shown, hasKey("streamDefinition"));
    assertThat(shown.values(), not(hasItem(DEFINITION)));
    assertThat(shown.toString().contains("password"), is(false));
  }

  @Test
  void streamsShuffleInFewGroupsOnTheDirectRunnerAlone() {
    FlinkPipelineOptions flink = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    flink.setRunner(FlinkRunner.class);
    PipelineOptions direct = PipelineOptionsFactory.create();

    assertThat(flink.as(StreamOptions.class).getShuffleGroups(), is(32));
    assertThat(direct.as(StreamOptions.class).getShuffleGroups(), is(4));
    PipelineOptions another = PipelineOptionsFactory.create();
    another.setRunner(CrashingRunner.class);
    assertThat(another.as(StreamOptions.class).getShuffleGroups(), is(32));
  }

  private static Map<String, String> shown(FlinkPipelineOptions options) {
    return FlinkExecutionEnvironments.createStreamExecutionEnvironment(options, List.of(), null)
        .getConfig()
        .getGlobalJobParameters()
        .toMap();
  }
}
