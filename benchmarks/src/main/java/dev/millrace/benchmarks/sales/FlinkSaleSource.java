package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.OrderColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Sales as a stream for Flink's own API. Each subtask plays its parts side by side, a few rows of
 * each in turn, and its watermark is the least of theirs.
 */
@SuppressWarnings("deprecation")
final class FlinkSaleSource extends RichParallelSourceFunction<Sale> {
  private static final long serialVersionUID = 1L;
  private static final int ROWS_IN_TURN = 100;

  private final List<String> files;
  private volatile boolean running = true;

  FlinkSaleSource(List<String> files) {
    this.files = List.copyOf(files);
  }

  private static final class Part {
    private final SaleReader reader;
    private long greatest = Long.MIN_VALUE;

    Part(SaleReader reader) {
      this.reader = reader;
    }
  }

  @Override
  public void run(SourceContext<Sale> out) throws IOException {
    List<Part> parts = open();
    while (running && !parts.isEmpty()) {
      for (Part part : List.copyOf(parts)) {
        if (!play(part, out)) {
          part.reader.close();
          parts.remove(part);
        }
      }
      long least = parts.stream().mapToLong(part -> part.greatest).min().orElse(Long.MAX_VALUE);
      if (least == Long.MAX_VALUE) {
        out.emitWatermark(Watermark.MAX_WATERMARK);
      } else if (least > Long.MIN_VALUE) {
        out.emitWatermark(new Watermark(least - OrderColumns.LATENESS.toMillis() - 1));
      }
    }
  }

  private List<Part> open() throws IOException {
    int subtask = getRuntimeContext().getIndexOfThisSubtask();
    int subtasks = getRuntimeContext().getNumberOfParallelSubtasks();
    List<Part> parts = new ArrayList<>();
    for (int file = subtask; file < files.size(); file += subtasks) {
      parts.add(new Part(SaleReader.open(Path.of(files.get(file)))));
    }
    return parts;
  }

  /** A few rows of a part; false when it has ended. */
  private static boolean play(Part part, SourceContext<Sale> out) throws IOException {
    for (int i = 0; i < ROWS_IN_TURN; i++) {
      if (!part.reader.next()) {
        return false;
      }
      Sale sale = part.reader.sale();
      part.greatest = Math.max(part.greatest, sale.atMillis);
      out.collectWithTimestamp(sale, sale.atMillis);
    }
    return true;
  }

  @Override
  public void cancel() {
    running = false;
  }
}
