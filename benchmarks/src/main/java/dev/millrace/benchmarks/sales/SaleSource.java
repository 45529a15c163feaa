package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.input.OrderColumns;
import dev.millrace.benchmarks.program.PartSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/** Sales as a stream: parsed once, in the reader, which needs their time anyway. */
final class SaleSource extends PartSource<Sale> {
  private static final long serialVersionUID = 1L;

  private SaleSource(List<Path> files) {
    super(files, OrderColumns.LATENESS.toMillis());
  }

  static SaleSource of(Path input) throws IOException {
    return new SaleSource(InputFiles.parts(input));
  }

  @Override
  protected PartSource<Sale> over(List<Path> files) {
    return new SaleSource(files);
  }

  @Override
  public Coder<Sale> getOutputCoder() {
    return new SaleCoder();
  }

  @Override
  protected Part<Sale> open(Path file) throws IOException {
    return new Sales(SaleReader.open(file));
  }

  private record Sales(SaleReader reader) implements Part<Sale> {
    @Override
    public boolean next() throws IOException {
      return reader.next();
    }

    @Override
    public Sale current() {
      return reader.sale();
    }

    @Override
    public long atMillis() {
      return reader.sale().atMillis;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
