package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Parts in Millrace's own encoding. */
record RowsSink<T>(String folder) implements SinkBinding<T> {
  private static final long serialVersionUID = 1L;

  @Override
  public String describe() {
    return "rows " + folder;
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    return List.of();
  }

  @Override
  public String extension() {
    return Rows.EXTENSION;
  }

  @Override
  public RowWriter<T> writer(Shape<T> shape, OutputStream out) {
    return new Part<>(shape, out);
  }

  /** Keeps the rows until their number is known, which stands in front of them. */
  private static final class Part<T> implements RowWriter<T> {
    private final Shape<T> shape;
    private final OutputStream out;
    private final ComponentCodec[] codecs;
    private final ByteOutput rows = new ByteOutput();
    private long count;
    private boolean closed;

    Part(Shape<T> shape, OutputStream out) {
      this.shape = shape;
      this.out = out;
      this.codecs = new ComponentCodec[shape.components().size()];
      for (int i = 0; i < codecs.length; i++) {
        codecs[i] = shape.codec(i);
      }
    }

    @Override
    public void write(Block<T> block, Selection selected) {
      for (int i = 0; i < selected.size(); i++) {
        for (int c = 0; c < codecs.length; c++) {
          codecs[c].write(block.column(c), selected.get(i), rows);
        }
      }
      count += selected.size();
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      ByteOutput header = new ByteOutput();
      RowsHeader.write(shape, count, header);
      out.write(header.array(), 0, header.size());
      out.write(rows.array(), 0, rows.size());
      out.flush();
    }
  }
}
