package dev.millrace.benchmarks.program;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cheap sink for Millrace: each part is one line, how many rows there were and the sum of their
 * hashes.
 */
public record SumSink<T>(String folder, RowHash<T> hash) implements SinkBinding<T> {
  private static final long serialVersionUID = 1L;

  /** Hashes a row of a block from its columns. */
  public interface RowHash<T> extends Serializable {
    long of(Block<T> block, int row);
  }

  /** What the parts of a published folder come to. */
  public static Answer answer(Path folder) throws IOException {
    AnswerSum answer = new AnswerSum();
    for (Path part : MillraceRun.parts(folder, ".sum")) {
      String[] sums = Files.readString(part).strip().split(" ", -1);
      answer.rows(Long.parseLong(sums[0]), Long.parseLong(sums[1]));
    }
    return answer.answer();
  }

  @Override
  public String describe() {
    return "sum " + folder;
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    return List.of();
  }

  @Override
  public String extension() {
    return ".sum";
  }

  @Override
  public RowWriter<T> writer(Shape<T> shape, OutputStream out) {
    return new Part<>(hash, out);
  }

  private static final class Part<T> implements RowWriter<T> {
    private final RowHash<T> hash;
    private final OutputStream out;
    private long count;
    private long sum;
    private boolean closed;

    Part(RowHash<T> hash, OutputStream out) {
      this.hash = hash;
      this.out = out;
    }

    @Override
    public void write(Block<T> block, Selection rows) {
      for (int i = 0; i < rows.size(); i++) {
        sum += hash.of(block, rows.get(i));
      }
      count += rows.size();
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        out.write((count + " " + sum + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
