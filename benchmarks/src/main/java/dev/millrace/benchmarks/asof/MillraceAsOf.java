package dev.millrace.benchmarks.asof;

import dev.millrace.benchmarks.input.HistoryColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.MillraceRun;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import dev.millrace.benchmarks.program.SumSink;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Files;
import dev.millrace.record.Block;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** The as-of join in Millrace: a whole run, with everything that it does. */
public record MillraceAsOf(AsOfJob job, Mode mode, boolean parquet) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) {
    Path answers = output.resolve("answers");
    String extension = parquet ? ".parquet" : ".csv";
    Bindings bindings =
        Bindings.of()
            .read(AsOfPipeline.FACTS, source(HistoryColumns.facts(input, extension)))
            .read(AsOfPipeline.ASKS, source(HistoryColumns.asks(input, extension)))
            .quarantine(AsOfPipeline.LATE, Files.rejected(output.resolve("late").toString()));
    MillraceRun.of(AsOfPipeline.define(job), answersTo(bindings, answers.toString()), mode);
    return () -> SumSink.answer(answers);
  }

  private SourceBinding<Object> source(Path parts) {
    SourceBinding<Object> files =
        parquet ? Files.parquet(parts.toString()) : Files.csv(parts.toString());
    return MillraceRun.source(files, mode);
  }

  private Bindings answersTo(Bindings bindings, String folder) {
    return switch (job) {
      case LATEST ->
          bindings.write(AsOfPipeline.LATEST, new SumSink<>(folder, MillraceAsOf::latest));
      case WINDOWS ->
          bindings.write(AsOfPipeline.WINDOWS, new SumSink<>(folder, MillraceAsOf::windows));
    };
  }

  private static long latest(Block<AsOfPipeline.LatestRow> block, int row) {
    long id = block.longs(0).get(row);
    return block.column(1).isNull(row)
        ? AsOfJob.latestHash(id)
        : AsOfJob.latestHash(id, block.doubles(1).get(row));
  }

  private static long windows(Block<AsOfPipeline.WindowsRow> block, int row) {
    boolean hasMean = !block.column(3).isNull(row);
    boolean hasMost = !block.column(4).isNull(row);
    return new AsOfJob.Values(
            block.longs(1).get(row),
            block.doubles(2).get(row),
            hasMean,
            hasMean ? block.doubles(3).get(row) : 0,
            hasMost,
            hasMost ? block.doubles(4).get(row) : 0,
            block.longs(5).get(row))
        .hash(block.longs(0).get(row));
  }
}
