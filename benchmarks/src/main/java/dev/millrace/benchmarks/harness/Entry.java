package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.input.InputKind;
import dev.millrace.benchmarks.program.Program;

/**
 * A program in a workload.
 *
 * @param name unique in the workload
 * @param group programs of one group have the same input and must give the same answer
 * @param input what it reads
 * @param scale how many times the rows asked for it reads
 * @param against the entry whose cost this one's is divided by, for the table
 */
public record Entry(
    String name, String group, InputKind input, double scale, String against, Program program) {
  /** How many rows it reads when so many are asked for. */
  long rows(long asked) {
    return Math.round(asked * scale);
  }
}
