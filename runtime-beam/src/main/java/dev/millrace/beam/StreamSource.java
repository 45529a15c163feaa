package dev.millrace.beam;

import dev.millrace.engine.History;
import dev.millrace.engine.StreamSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source port as Beam reads it: an unbounded source of shipments, one split for each partition.
 * It is kept in savepoints as a Java object, and goes on from there in place of the new job's own:
 * so it is a handle that is never moved and whose fields keep their names, and what the reader does
 * comes from the options of the day.
 */
final class StreamSource extends UnboundedSource<byte[], StreamCheckpoint> {
  private static final long serialVersionUID = 1L;

  private final String port;
  private final @Nullable String partition;
  private final int place;
  private final int splits;

  /** {@link History#toBytes}: settled when the source is split, for as long as its state lives. */
  private final byte[] history;

  private StreamSource(
      String port, @Nullable String partition, int place, int splits, History history) {
    this.port = port;
    this.partition = partition;
    this.place = place;
    this.splits = splits;
    this.history = history.toBytes();
  }

  static StreamSource of(String port) {
    return new StreamSource(port, null, 0, 0, History.NONE);
  }

  @Override
  public List<StreamSource> split(int desired, PipelineOptions options) {
    if (partition != null) {
      return List.of(this);
    }
    StreamDefinition.Port definition = StreamDefinition.of(options, port);
    List<String> listed = definition.listed();
    // A source of nothing still has to say so: the publisher waits for everybody.
    List<String> partitions = listed.isEmpty() ? List.of("") : listed;
    List<History> histories = definition.histories(partitions.size());
    List<StreamSource> splits = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      splits.add(new StreamSource(port, partitions.get(i), i, partitions.size(), histories.get(i)));
    }
    return splits;
  }

  @Override
  public UnboundedReader<byte[]> createReader(
      PipelineOptions options, @Nullable StreamCheckpoint checkpoint) throws IOException {
    if (partition == null) {
      throw new IllegalStateException("a source is read partition by partition");
    }
    byte[] mark = checkpoint == null ? new byte[0] : checkpoint.mark();
    StreamDefinition.Port definition = StreamDefinition.of(options, port);
    return new Reader(
        this,
        definition.open(partition, place, splits, History.fromBytes(history), mark),
        new LagGauges(definition.setting().run(), port, place));
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
    private final StreamSplit split;
    private final LagGauges lag;

    /** The number of the last mark whose checkpoint is complete: told by a thread of the runner. */
    private final AtomicLong complete = new AtomicLong();

    private long confirmed;
    private byte @Nullable [] current;
    private Instant currentTime = BeamTimes.frontier(Long.MIN_VALUE);

    private Reader(StreamSource source, StreamSplit split, LagGauges lag) {
      this.source = source;
      this.split = split;
      this.lag = lag;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      confirm();
      current = split.next().orElse(null);
      if (current != null) {
        currentTime = BeamTimes.element(split.current());
      }
      lag.report(split);
      return current != null;
    }

    private void confirm() {
      long number = complete.get();
      if (number > confirmed) {
        confirmed = number;
        split.confirm(number);
      }
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
      return BeamTimes.frontier(split.frontier());
    }

    @Override
    public StreamCheckpoint getCheckpointMark() {
      StreamSplit.Mark mark = split.mark();
      return new StreamCheckpoint(
          mark.bytes(), () -> complete.accumulateAndGet(mark.number(), Math::max));
    }

    @Override
    public StreamSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() throws IOException {
      lag.close();
      split.close();
    }
  }
}
