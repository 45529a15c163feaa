package dev.millrace.beam;

import dev.millrace.engine.StreamStage;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source port as Beam reads it: an unbounded source of shipments, one split for each partition.
 * It is kept in savepoints, so it is a handle and nothing more: what the reader does comes from the
 * options of the day.
 */
final class StreamSource extends UnboundedSource<byte[], StreamCheckpoint> {
  private static final long serialVersionUID = 1L;

  private final String port;
  private final @Nullable String partition;

  private StreamSource(String port, @Nullable String partition) {
    this.port = port;
    this.partition = partition;
  }

  static StreamSource of(String port) {
    return new StreamSource(port, null);
  }

  @Override
  public List<StreamSource> split(int desired, PipelineOptions options) throws IOException {
    if (partition != null) {
      return List.of(this);
    }
    List<String> partitions = StreamDefinition.of(options, port).partitions();
    // A source of nothing still has to say so: the publisher waits for everybody.
    return partitions.isEmpty()
        ? List.of(new StreamSource(port, ""))
        : partitions.stream().map(name -> new StreamSource(port, name)).toList();
  }

  @Override
  public UnboundedReader<byte[]> createReader(
      PipelineOptions options, @Nullable StreamCheckpoint checkpoint) {
    if (partition == null) {
      throw new IllegalStateException("a source is read partition by partition");
    }
    byte[] mark = checkpoint == null ? new byte[0] : checkpoint.mark();
    return new Reader(this, StreamDefinition.of(options, port).open(partition, mark));
  }

  @Override
  public Coder<StreamCheckpoint> getCheckpointMarkCoder() {
    return StreamCheckpoint.CODER;
  }

  @Override
  public Coder<byte[]> getOutputCoder() {
    return ByteArrayCoder.of();
  }

  @Override
  public String toString() {
    return partition == null ? port : port + " " + partition;
  }

  private static final class Reader extends UnboundedReader<byte[]> {
    private final StreamSource source;
    private final StreamStage<?> stage;
    private byte @Nullable [] current;
    private Instant currentTime = BeamTimes.frontier(Long.MIN_VALUE);

    private Reader(StreamSource source, StreamStage<?> stage) {
      this.source = source;
      this.stage = stage;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      current = stage.next().orElse(null);
      if (current != null) {
        currentTime = BeamTimes.element(stage.frontier());
      }
      return current != null;
    }

    @Override
    public byte[] getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      getCurrent();
      return currentTime;
    }

    @Override
    public Instant getWatermark() {
      return BeamTimes.frontier(stage.frontier());
    }

    @Override
    public StreamCheckpoint getCheckpointMark() {
      return new StreamCheckpoint(stage.mark());
    }

    @Override
    public StreamSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() throws IOException {
      stage.close();
    }
  }
}
