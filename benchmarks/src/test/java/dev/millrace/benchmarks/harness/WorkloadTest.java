package dev.millrace.benchmarks.harness;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.benchmarks.input.Input;
import dev.millrace.benchmarks.input.InputFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All programs of all workloads, over few rows, in this process: no figures, only answers. */
class WorkloadTest {
  private static final long ROWS = 4_000;
  private static final Rounds.Agreed AGREED = new Rounds.Agreed();

  @TempDir static Path inputs;
  @TempDir Path output;

  static Stream<Arguments> entries() {
    return Arrays.stream(Workload.values())
        .flatMap(workload -> workload.entries().stream().map(e -> Arguments.of(workload, e)))
        .filter(WorkloadTest::isWorthItsTime);
  }

  /**
   * H is workload A over more rows, and F has A in it; so are K and J of I. E and F differ from A
   * in their input alone, G in one step, and B's plain form lacks the last ones of A's; D has its
   * formats, and C's rivals their only function, on the direct runner. What needs a Flink of its
   * own takes a second and is not run again for these.
   */
  private static boolean isWorthItsTime(Arguments arguments) {
    Workload workload = (Workload) arguments.get()[0];
    String name = ((Entry) arguments.get()[1]).name();
    return switch (workload) {
      case A -> true;
      case B -> !name.startsWith("beam-plain-flink");
      case C -> !name.contains("flink") || name.equals("millrace-flink-batch-rules");
      case D -> isWorthItsTime(name);
      case E, F -> !name.contains("flink") && !name.startsWith("even-");
      case G -> !name.contains("flink") || name.startsWith("flink-native");
      case H, K -> false;
      case I -> !name.contains("flink") || name.equals("millrace-flink-batch-windows");
      case J -> !name.contains("flink") && !name.matches("even-.*|millrace-.*-tenth-.*");
    };
  }

  /** Of the scans. Compression is the reader's; Flink has two formats that A does not have. */
  private static boolean isWorthItsTime(String scan) {
    if (scan.startsWith("millrace-direct")) {
      return !scan.endsWith("zstd");
    }
    return !scan.contains("flink")
        || scan.equals("millrace-flink-batch-avro")
        || scan.equals("millrace-flink-stream-parquet");
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyProgramGivesTheAnswerOfItsGroup(Workload workload, Entry entry) throws Exception {
    Path input = InputFiles.of(Input.of(entry.input(), ROWS), inputs);

    Measures measures = MeasuredProgram.run(entry, input, output.resolve("out"));

    assumeTrue(measures.unavailable() == null, measures.unavailable());
    assertThat(measures.answer(), notNullValue());
    assertThat(measures.answer().rows(), greaterThan(ROWS / (isAsOf(workload) ? 4 : 2)));
    AGREED.require(inWorkload(workload, entry), ROWS, measures.answer());
  }

  /** Answers stand for questions: one row in three is one. */
  private static boolean isAsOf(Workload workload) {
    return workload == Workload.I || workload == Workload.J;
  }

  private static Entry inWorkload(Workload workload, Entry entry) {
    return new Entry(
        entry.name(),
        workload.label() + entry.group(),
        entry.input(),
        entry.scale(),
        entry.against(),
        entry.program());
  }
}
