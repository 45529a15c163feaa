package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A loop over lines in plain Java, on one thread. */
public record LoopSales(SalesJob job) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    AnswerSum answer = new AnswerSum();
    SaleFold fold = new SaleFold(job);
    for (Path file : InputFiles.parts(input)) {
      try (SaleReader sales = SaleReader.open(file)) {
        while (sales.next()) {
          Sale sale = sales.sale();
          if (!job.isWindowed()) {
            answer.row(sale.rowHash());
          } else if (sale.isValid()) {
            fold.add(sale);
          }
        }
      }
    }
    fold.forEach((start, key, total) -> answer.cell(key, start, total.sum, total.count));
    return answer::answer;
  }
}
