package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Projection;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SeenRows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.engine.Limits;
import dev.millrace.engine.OutletPlan;
import dev.millrace.engine.StagePlan;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.Units;
import dev.millrace.goldens.Golden;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.Publisher;
import dev.millrace.record.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.flink.translation.wrappers.streaming.io.source.FlinkSourceSplit;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lies in savepoints as Java objects, as a released version wrote it: see {@link Golden}. A
 * class that is moved, a field that has another name, and another {@code serialVersionUID} of any
 * class in it, Beam's too, show here.
 */
@Timeout(900)
class ReleasedObjectsTest {
  record Beat(String name, Instant at) {}

  private static final Source<Beat> BEATS = Source.of("beats", Beat.class);
  private static final Sink<Beat> COPIES = Sink.of("copies", Beat.class);
  private static final Beat BEFORE = new Beat("before", Instant.EPOCH);
  private static final Beat FIRST = new Beat("first", Instant.EPOCH.plusSeconds(1));

  private static final List<Beat> SEEN = new ArrayList<>();

  @TempDir Path folder;

  private static final class Seen extends SeenRows<Beat> {
    private static final long serialVersionUID = 1L;

    @Override
    protected void see(Beat row) {
      SEEN.add(row);
    }
  }

  /** Beats with a history. */
  private record Followed(SourceBinding<Beat> stream) implements ForwardedStream<Beat> {
    private static final long serialVersionUID = 1L;

    @Override
    public StreamReader<Beat> follow(
        Shape<Beat> shape, Projection projection, String partition, byte[] resumePoint)
        throws IOException {
      return stream.follow(shape, projection, partition, resumePoint);
    }

    @Override
    public Optional<SourceBinding<Beat>> history() {
      return Optional.of(Rows.source(Beat.class, List.of(BEFORE)));
    }
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("released");
    pipeline.read(BEATS).timestamps(Beat::at, Lateness.none()).to(COPIES);
    return pipeline.plan();
  }

  @Test
  void aSplitOfASourceIsReadAndGoesOnWithItsMark() throws Exception {
    PublicationLayout layout = PublicationLayout.of("released", List.of(folder.toString()));
    try (OpenRun run = Publisher.of(layout).begin("run")) {
      PipelineOptions options = options(run);
      StreamSource split = StreamSource.of("beats").split(2, options).get(0);
      byte[] now = serialised(split(split, markOf(split, options)));
      byte[] released = Golden.bytes("java-split", now);

      FlinkSourceSplit<?> read = (FlinkSourceSplit<?>) deserialised(released);
      StreamSource source = (StreamSource) read.getBeamSplitSource();
      StreamCheckpoint checkpoint =
          CoderUtils.decodeFromByteArray(source.getCheckpointMarkCoder(), read.getSplitState());

      assertThat(source.toString(), is("beats rows-0"));
      SEEN.clear();
      try (UnboundedReader<byte[]> reader = source.createReader(options, checkpoint)) {
        for (boolean any = reader.start(); any || SEEN.size() < 2; any = reader.advance()) {
          CheckpointMark unused = reader.getCheckpointMark();
        }
      }
      assertThat(SEEN, contains(BEFORE, FIRST));
      assertThat(serialised(split(source, read.getSplitState())), is(released));
      assertThat(now, is(released));
    }
  }

  private static FlinkSourceSplit<byte[]> split(StreamSource source, byte[] mark) {
    return new FlinkSourceSplit<>(0, source, mark, StreamCheckpoint.restored(mark));
  }

  /**
   * Of a reader that has not begun: what stands in it of what was sent has other times each run.
   */
  private static byte[] markOf(StreamSource source, PipelineOptions options) throws IOException {
    try (UnboundedReader<byte[]> reader = source.createReader(options, null)) {
      return CoderUtils.encodeToByteArray(
          source.getCheckpointMarkCoder(), (StreamCheckpoint) reader.getCheckpointMark());
    }
  }

  private static PipelineOptions options(OpenRun run) {
    Plan plan = plan();
    Step.Read read = plan.reads().get(0);
    StageSetting setting =
        new StageSetting(
            StagePlan.of(plan, read),
            new OutletPlan(
                run.staging(),
                Map.of(
                    "copies",
                    new OutletPlan.Port(
                        Shape.of(Beat.class), List.of(new OutletPlan.Place(new Seen(), ""))))),
            Limits.ofStream(1),
            Units.of(Duration.ofHours(1)),
            "run");
    SourceBinding<Beat> binding =
        new Followed(Rows.stream(Beat.class, List.of(List.of(FIRST), List.of(FIRST))));
    PipelineOptions options = PipelineOptionsFactory.create();
    StreamDefinition.Port port = new StreamDefinition.Port(read, binding, setting, false);
    options
        .as(StreamOptions.class)
        .setStreamDefinition(List.of(new StreamDefinition(Map.of("beats", port)).toText()));
    return options;
  }

  @Test
  void theCoderOfMarksIsReadAndReadsThem() throws Exception {
    byte[] released = Golden.bytes("java-coder-of-marks", serialised(StreamCheckpoint.CODER));

    @SuppressWarnings("unchecked")
    Coder<StreamCheckpoint> read = (Coder<StreamCheckpoint>) deserialised(released);

    assertThat(read, is(StreamCheckpoint.CODER));
    assertThat(
        CoderUtils.decodeFromByteArray(read, new byte[] {2, 7, 8}).mark(), is(new byte[] {7, 8}));
    assertThat(serialised(read), is(released));
  }

  /** It stands beside the state that a user's own transform has of rows. */
  @Test
  void theCoderOfRowsIsReadAndReadsThem() throws Exception {
    ShapeCoder<Beat> coder = ShapeCoder.of(Shape.of(Beat.class));
    byte[] released = Golden.bytes("java-coder-of-rows", serialised(coder));

    @SuppressWarnings("unchecked")
    Coder<Beat> read = (Coder<Beat>) deserialised(released);

    assertThat(read, is(coder));
    byte[] row = CoderUtils.encodeToByteArray(coder, FIRST);
    assertThat(CoderUtils.decodeFromByteArray(read, row), is(FIRST));
    assertThat(serialised(read), is(released));
  }

  private static byte[] serialised(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead") // as Flink's runner reads it
  private static Object deserialised(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}
