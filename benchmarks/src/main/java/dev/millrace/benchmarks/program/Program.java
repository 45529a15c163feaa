package dev.millrace.benchmarks.program;

import dev.millrace.benchmarks.input.UnavailableException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** One way to do a workload's job. */
public interface Program {
  /**
   * Does the job, to its end.
   *
   * @param input a folder of part files
   * @param output a folder that is not there yet, for programs that write files
   * @return works out the answer when called, after the clock has stopped
   * @throws UnavailableException when this machine or this build cannot run it
   */
  Callable<Answer> run(Path input, Path output) throws Exception;
}
