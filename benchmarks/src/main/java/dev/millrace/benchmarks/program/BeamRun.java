package dev.millrace.benchmarks.program;

import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/** Runs pipelines of rivals, whose sinks add up in {@link AnswerSum#shared}. */
public final class BeamRun {
  private BeamRun() {}

  public static Callable<Answer> toTheEnd(Pipeline pipeline) {
    PipelineResult.State state = pipeline.run().waitUntilFinish();
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException("The pipeline ended as " + state);
    }
    return AnswerSum.shared()::answer;
  }
}
