package dev.millrace.benchmarks.sales;

import dev.millrace.Pipeline;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.MillraceRun;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import dev.millrace.benchmarks.program.SumSink;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.files.Files;
import dev.millrace.record.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * Millrace: reads with its connector for files, and writes totals to files, publication and all,
 * where the rivals only add them up in memory.
 */
public record MillraceSales(SalesJob job, Mode mode) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    return job.isWindowed() ? totals(input, output) : each(input, output);
  }

  private Callable<Answer> totals(Path input, Path output) {
    Pipeline pipeline = SalesPipeline.totals(job);
    Path totals = output.resolve("totals");
    MillraceRun.of(
        pipeline,
        Bindings.of()
            .read(SalesPipeline.ORDERS, MillraceRun.source(Files.csv(csv(input)), mode))
            .write(SalesPipeline.TOTALS, Files.csvTo(totals.toString()))
            .quarantine(SalesPipeline.LATE, Files.rejected(output.resolve("late").toString())),
        mode);
    return () -> {
      AnswerSum answer = new AnswerSum();
      for (String[] fields : MillraceRun.csvRows(totals)) {
        answer.cell(
            fields[0],
            Instant.parse(fields[1]).toEpochMilli(),
            Double.parseDouble(fields[2]),
            Long.parseLong(fields[3]));
      }
      return answer.answer();
    };
  }

  private Callable<Answer> each(Path input, Path output) {
    Path sold = output.resolve("sold");
    Bindings bindings =
        Bindings.of()
            .read(SalesPipeline.ORDERS, MillraceRun.source(Files.csv(csv(input)), mode))
            .write(SalesPipeline.SOLD, new SumSink<>(sold.toString(), MillraceSales::hash));
    if (mode.isStream()) {
      bindings =
          bindings.quarantine(
              SalesPipeline.LATE, Files.rejected(output.resolve("late").toString()));
    }
    MillraceRun.of(SalesPipeline.each(mode.isStream()), bindings, mode);
    return () -> SumSink.answer(sold);
  }

  private static String csv(Path input) {
    return input.resolve("*.csv").toString();
  }

  /** As {@link Sale#rowHash} of the rivals' sale. */
  private static long hash(Block<SalesPipeline.Sold> block, int row) {
    Object customer = block.objects(0).get(row);
    return Sale.rowHash(
        customer == null ? "" : (String) customer,
        Math.floorDiv(block.longs(1).get(row), 1_000L),
        text(block, 2, row),
        text(block, 3, row),
        (int) block.longs(4).get(row),
        block.doubles(5).get(row));
  }

  private static String text(Block<?> block, int component, int row) {
    return String.valueOf(block.objects(component).get(row));
  }
}
