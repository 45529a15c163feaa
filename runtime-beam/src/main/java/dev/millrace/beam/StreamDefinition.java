package dev.millrace.beam;

import dev.millrace.connect.InputPartition;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.StreamStage;
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
  record Port(Step.Read read, SourceBinding<?> binding, StageSetting setting)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    List<String> partitions() throws IOException {
      return ListFn.partitions(binding, read.shape(), Long.MAX_VALUE).stream()
          .map(InputPartition::name)
          .toList();
    }

    StreamStage<?> open(String partition, byte[] mark) {
      return StreamStage.open(read, binding, setting, partition, Clock.systemUTC(), mark);
    }
  }

  static Port of(PipelineOptions options, String port) {
    return fromText(options.as(StreamOptions.class).getStreamDefinition()).ports().get(port);
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
