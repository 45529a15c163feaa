package dev.millrace.benchmarks.program;

/**
 * What a program's results came to. Figures of programs with different answers are not compared.
 *
 * @param results how many result rows
 * @param rows how many input rows stand behind them
 * @param checksum a sum of hashes over the result rows, in whatever order they came
 */
public record Answer(long results, long rows, long checksum) {}
