package dev.millrace.benchmarks.wide;

import dev.millrace.benchmarks.input.CsvFile;
import dev.millrace.benchmarks.input.WideColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.BeamRun;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/** Wide rows in Beam at its cheapest: one function from the file to the sink. A batch. */
@SuppressWarnings("serial")
public record TunedBeamWide(boolean checked, Mode mode) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) {
    Pipeline pipeline = Pipeline.create(mode.tunedOptions());
    pipeline
        .apply("Files", FileIO.match().filepattern(input.resolve("*.csv").toString()))
        .apply("Open", FileIO.readMatches())
        .apply("Read, check, sink", ParDo.of(new ReadToSink(checked)));
    return BeamRun.toTheEnd(pipeline);
  }

  private static final class ReadToSink extends DoFn<FileIO.ReadableFile, Void> {
    private final boolean checked;

    ReadToSink(boolean checked) {
      this.checked = checked;
    }

    @ProcessElement
    public void process(@Element FileIO.ReadableFile file) throws IOException {
      WideRow row = new WideRow();
      try (CsvFile csv = CsvFile.over(Channels.newInputStream(file.open()), WideColumns.COUNT)) {
        while (csv.next()) {
          row.read(csv);
          if (!checked || row.brokenRules() == 0) {
            AnswerSum.shared().row(row.rowHash());
          }
        }
      }
    }
  }
}
