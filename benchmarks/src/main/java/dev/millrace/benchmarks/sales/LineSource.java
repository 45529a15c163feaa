package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.input.OrderColumns;
import dev.millrace.benchmarks.program.PartSource;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Orders as lines of text; their time is looked up in each, for the watermark. */
final class LineSource extends PartSource<String> {
  private static final long serialVersionUID = 1L;

  private LineSource(List<Path> files) {
    super(files, OrderColumns.LATENESS.toMillis());
  }

  static LineSource of(Path input) throws IOException {
    return new LineSource(InputFiles.parts(input));
  }

  @Override
  protected PartSource<String> over(List<Path> files) {
    return new LineSource(files);
  }

  @Override
  public Coder<String> getOutputCoder() {
    return StringUtf8Coder.of();
  }

  @Override
  protected Part<String> open(Path file) throws IOException {
    BufferedReader lines = Files.newBufferedReader(file);
    if (lines.readLine() == null) {
      throw new EOFException("no header");
    }
    return new Lines(lines);
  }

  private static final class Lines implements Part<String> {
    private final BufferedReader lines;
    private String line = "";
    private long atMillis;

    Lines(BufferedReader lines) {
      this.lines = lines;
    }

    @Override
    public boolean next() throws IOException {
      String next = lines.readLine();
      if (next == null) {
        return false;
      }
      line = next;
      int customer = next.indexOf(',') + 1;
      int at = next.indexOf(',', customer) + 1;
      atMillis = Instant.parse(next.substring(at, next.indexOf(',', at))).toEpochMilli();
      return true;
    }

    @Override
    public String current() {
      return line;
    }

    @Override
    public long atMillis() {
      return atMillis;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
