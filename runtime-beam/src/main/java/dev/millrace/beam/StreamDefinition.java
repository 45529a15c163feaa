package dev.millrace.beam;

import dev.millrace.connect.InputPartition;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.History;
import dev.millrace.engine.RunCode;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.StepFailedException;
import dev.millrace.engine.StreamSplit;
import dev.millrace.engine.StreamStage;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;

/** What the readers of a stream do, by source port, as it travels in the options. */
record StreamDefinition(Map<String, Port> ports) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One source. */
  record Port(Step.Read read, SourceBinding<?> binding, StageSetting setting, boolean isHolding)
      implements Serializable, StreamSplit.Partitions {
    private static final long serialVersionUID = 1L;

    @Override
    public List<String> names() throws IOException {
      return ListFn.partitions(binding, read.shape(), Long.MAX_VALUE).stream()
          .map(InputPartition::name)
          .toList();
    }

    /**
     * {@link #names}, where a run cannot do without them.
     *
     * @throws dev.millrace.engine.StepFailedException when they cannot be had
     */
    List<String> listed() {
      return ListFn.listed(read, binding, Long.MAX_VALUE).stream()
          .map(InputPartition::name)
          .toList();
    }

    /**
     * What each of so many splits reads before what it follows.
     *
     * @throws dev.millrace.engine.StepFailedException when it cannot be listed
     */
    List<History> histories(int splits) {
      return History.dealt(
          binding
              .history()
              .map(each -> ListFn.listed(read, each, Long.MAX_VALUE))
              .orElse(List.of()),
          splits);
    }

    @Override
    public StreamStage<?> open(String partition, byte[] mark) {
      return StreamStage.open(read, binding, setting, partition, Clock.systemUTC(), mark);
    }

    @Override
    public StreamStage<?> openFound(String partition) {
      byte[] resumePoint = binding.resumePointOfFound(partition);
      return open(
          partition, resumePoint.length == 0 ? resumePoint : StreamStage.markAt(resumePoint));
    }

    @Override
    public StreamStage<?> openHistory(InputPartition listed, byte[] mark) {
      SourceBinding<?> history = binding.history().orElseThrow(() -> noHistory(listed));
      return StreamStage.open(read, history, setting, listed, Clock.systemUTC(), mark);
    }

    private StepFailedException noHistory(InputPartition reading) {
      return new StepFailedException(
          new Problem(
              RunCode.STATE_REFUSED,
              read.name(),
              "The savepoint is in the middle of the source's history, at '"
                  + reading.name()
                  + "', and the source is bound without one",
              "what is left of the history would never be read",
              "bind the history again until it is read, or begin a new run, without the savepoint"));
    }

    @Override
    public long lookMillis() {
      return binding.looksForPartitionsEvery().toMillis();
    }

    /** The reader of a split of the source. */
    StreamSplit open(String first, int place, int splits, History history, byte[] mark) {
      return StreamSplit.open(this, first, place, splits, history, Clock.systemUTC(), mark);
    }
  }

  static Port of(PipelineOptions options, String port) {
    return fromText(options.as(StreamOptions.class).getStreamDefinition().get(0)).ports().get(port);
  }

  String toText() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(this);
    } catch (IOException e) {
      throw new IllegalStateException("a definition can be serialised, plan() has checked it", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @SuppressWarnings("BanSerializableRead") // of the launcher's own definition, never of data
  private static StreamDefinition fromText(String text) {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      return (StreamDefinition) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("the stream's definition cannot be read", e);
    }
  }
}
