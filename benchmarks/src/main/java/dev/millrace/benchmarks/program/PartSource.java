package dev.millrace.benchmarks.program;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Plays part files as a stream, each a partition, for Beam's rivals. The watermark is the greatest
 * event time so far less the lateness; at the end it is the greatest there is.
 */
public abstract class PartSource<T> extends UnboundedSource<T, PartSource.Mark> {
  private static final long serialVersionUID = 1L;

  private final List<String> files;
  private final long latenessMillis;

  protected PartSource(List<Path> files, long latenessMillis) {
    this.files = files.stream().map(Path::toString).toList();
    this.latenessMillis = latenessMillis;
  }

  /** Reads one part. */
  protected interface Part<T> extends AutoCloseable {
    boolean next() throws IOException;

    T current();

    long atMillis();

    @Override
    void close() throws IOException;
  }

  /** A source of the same kind over fewer files. */
  protected abstract PartSource<T> over(List<Path> files);

  protected abstract Part<T> open(Path file) throws IOException;

  @Override
  public final List<? extends UnboundedSource<T, Mark>> split(int wanted, PipelineOptions options) {
    return files.stream().map(file -> over(List.of(Path.of(file)))).toList();
  }

  @Override
  public final Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public final UnboundedReader<T> createReader(PipelineOptions options, @Nullable Mark mark) {
    return new Reader<>(this, mark == null ? 0 : mark.read);
  }

  /** How many elements of the part were read. */
  public static final class Mark implements UnboundedSource.CheckpointMark, Serializable {
    private static final long serialVersionUID = 1L;

    private final long read;

    Mark(long read) {
      this.read = read;
    }

    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class Reader<T> extends UnboundedReader<T> {
    private final PartSource<T> source;
    private final long resumeAt;
    private @Nullable Part<T> part;
    private long read;
    private long greatest = Long.MIN_VALUE;
    private boolean ended;

    Reader(PartSource<T> source, long resumeAt) {
      this.source = source;
      this.resumeAt = resumeAt;
    }

    private Part<T> part() {
      if (part == null) {
        throw new NoSuchElementException("not started");
      }
      return part;
    }

    @Override
    public boolean start() throws IOException {
      part = source.open(Path.of(source.files.get(0)));
      while (read < resumeAt) {
        advance();
      }
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      if (ended || !part().next()) {
        ended = true;
        return false;
      }
      read++;
      greatest = Math.max(greatest, part().atMillis());
      return true;
    }

    @Override
    public T getCurrent() {
      return part().current();
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(part().atMillis());
    }

    @Override
    public Instant getWatermark() {
      if (ended) {
        return BoundedWindow.TIMESTAMP_MAX_VALUE;
      }
      return greatest == Long.MIN_VALUE
          ? BoundedWindow.TIMESTAMP_MIN_VALUE
          : Instant.ofEpochMilli(greatest - source.latenessMillis);
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return new Mark(read);
    }

    @Override
    public UnboundedSource<T, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() throws IOException {
      if (part != null) {
        part.close();
      }
    }
  }
}
