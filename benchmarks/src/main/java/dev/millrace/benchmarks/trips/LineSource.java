package dev.millrace.benchmarks.trips;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lines of files as an unbounded source, a file each partition, with event times and a watermark a
 * minute behind the greatest: what a connector with a timestamp policy does.
 */
final class LineSource extends UnboundedSource<String, LineSource.Mark> {
  private static final long serialVersionUID = 1L;
  private static final long LATENESS_MILLIS = 60_000;

  private final String path;

  LineSource(String path) {
    this.path = path;
  }

  record Mark(long lines) implements CheckpointMark {
    @Override
    public void finalizeCheckpoint() {}
  }

  @Override
  public List<LineSource> split(int desired, PipelineOptions options) throws IOException {
    if (!Files.isDirectory(Path.of(path))) {
      return List.of(this);
    }
    try (Stream<Path> files = Files.list(Path.of(path))) {
      return files.sorted().map(file -> new LineSource(file.toString())).toList();
    }
  }

  @Override
  public UnboundedReader<String> createReader(PipelineOptions options, @Nullable Mark mark)
      throws IOException {
    return new Reader(this, mark == null ? 0 : mark.lines());
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return new MarkCoder();
  }

  @Override
  public Coder<String> getOutputCoder() {
    return StringUtf8Coder.of();
  }

  private static final class MarkCoder extends AtomicCoder<Mark> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Mark mark, OutputStream out) throws IOException {
      VarLongCoder.of().encode(mark.lines(), out);
    }

    @Override
    public Mark decode(InputStream in) throws IOException {
      return new Mark(VarLongCoder.of().decode(in));
    }
  }

  private static final class Reader extends UnboundedReader<String> {
    private final LineSource source;
    private final BufferedReader lines;
    private long read;
    private long greatest = Long.MIN_VALUE;
    private long time;
    private boolean hasEnded;
    private @Nullable String line;

    private Reader(LineSource source, long skip) throws IOException {
      this.source = source;
      this.lines = Files.newBufferedReader(Path.of(source.path));
      lines.readLine();
      while (read < skip) {
        advance();
      }
    }

    @Override
    public boolean start() throws IOException {
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      line = lines.readLine();
      if (line == null) {
        hasEnded = true;
        return false;
      }
      read++;
      int second = line.indexOf(',', line.indexOf(',') + 1);
      time =
          java.time.Instant.parse(line.substring(second + 1, line.indexOf(',', second + 1)))
              .toEpochMilli();
      greatest = Math.max(greatest, time);
      return true;
    }

    @Override
    public String getCurrent() {
      if (line == null) {
        throw new NoSuchElementException();
      }
      return line;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(time);
    }

    @Override
    public Instant getWatermark() {
      if (hasEnded) {
        return BoundedWindow.TIMESTAMP_MAX_VALUE;
      }
      return greatest == Long.MIN_VALUE
          ? BoundedWindow.TIMESTAMP_MIN_VALUE
          : Instant.ofEpochMilli(greatest - LATENESS_MILLIS);
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(read);
    }

    @Override
    public LineSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
