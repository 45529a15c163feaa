package dev.millrace.benchmarks.wide;

import dev.millrace.benchmarks.input.WideColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.Hashes;
import dev.millrace.benchmarks.program.MillraceRun;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import dev.millrace.benchmarks.program.SumSink;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.files.Files;
import dev.millrace.record.Block;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Wide rows in Millrace, with or without the hundred rules. */
public record MillraceWide(boolean checked, Mode mode) implements Program {
  private static final int FIRST_DOUBLE = WideColumns.LONGS;
  private static final int FIRST_CODE = FIRST_DOUBLE + WideColumns.DOUBLES;

  @Override
  public Callable<Answer> run(Path input, Path output) {
    Path kept = output.resolve("kept");
    MillraceRun.of(
        WidePipeline.define(checked),
        Bindings.of()
            .read(
                WidePipeline.ROWS,
                MillraceRun.source(Files.csv(input.resolve("*.csv").toString()), mode))
            .write(WidePipeline.KEPT, new SumSink<>(kept.toString(), MillraceWide::hash)),
        mode);
    return () -> SumSink.answer(kept);
  }

  private static long hash(Block<WidePipeline.Wide> block, int row) {
    long hash = 0;
    for (int c = 0; c < FIRST_DOUBLE; c++) {
      hash = Hashes.mix(hash, block.longs(c).get(row));
    }
    for (int c = FIRST_DOUBLE; c < FIRST_CODE; c++) {
      hash = Hashes.mix(hash, Double.doubleToLongBits(block.doubles(c).get(row)));
    }
    for (int c = FIRST_CODE; c < WideColumns.COUNT; c++) {
      hash = Hashes.mix(hash, String.valueOf(block.objects(c).get(row)).hashCode());
    }
    return hash;
  }
}
