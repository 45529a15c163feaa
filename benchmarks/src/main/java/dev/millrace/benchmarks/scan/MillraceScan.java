package dev.millrace.benchmarks.scan;

import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.MillraceRun;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.files.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

/** A scan in Millrace: a whole run, with everything that it does, its result published. */
public record MillraceScan(Format.Container format, Mode mode) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) {
    Path days = output.resolve("days");
    MillraceRun.of(
        ScanPipeline.define(),
        Bindings.of()
            .read(ScanPipeline.ORDERS, MillraceRun.source(format.source(input), mode))
            .write(ScanPipeline.DAYS, Files.csvTo(days.toString()))
            .quarantine(ScanPipeline.LATE, Files.rejected(output.resolve("late").toString())),
        mode);
    return () -> {
      AnswerSum answer = new AnswerSum();
      for (String[] fields : MillraceRun.csvRows(days)) {
        answer.cell(
            fields[0],
            Instant.parse(fields[1]).toEpochMilli(),
            Double.parseDouble(fields[2]),
            Long.parseLong(fields[3]));
      }
      return answer.answer();
    };
  }
}
