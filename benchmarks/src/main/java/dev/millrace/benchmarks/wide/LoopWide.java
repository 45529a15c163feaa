package dev.millrace.benchmarks.wide;

import dev.millrace.benchmarks.input.CsvFile;
import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.input.WideColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Wide rows in a loop in plain Java, on one thread. */
public record LoopWide(boolean checked) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    AnswerSum answer = new AnswerSum();
    WideRow row = new WideRow();
    for (Path file : InputFiles.parts(input)) {
      try (CsvFile csv = CsvFile.open(file, WideColumns.COUNT)) {
        while (csv.next()) {
          row.read(csv);
          if (!checked || row.brokenRules() == 0) {
            answer.row(row.rowHash());
          }
        }
      }
    }
    return answer::answer;
  }
}
