package dev.millrace.benchmarks.harness;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerWatchTest {
  @TempDir Path threads;

  @Test
  void userAndSystemTimeOfTheCompilersThreadsCountsAndOfNoOthers() throws IOException {
    thread(1, "java", 1_000_000, 1_000_000);
    thread(2, "C1 CompilerThre", 30, 4);
    thread(3, "C2 CompilerThre", 500, 60);
    thread(4, "a (b) C2 x", 2_000_000, 2_000_000);

    assertThat(CompilerWatch.cpuNanos(threads), is(5_940_000_000L));
  }

  @Test
  void aThreadThatEndsMeanwhileIsNoneOfTheCompilers() throws IOException {
    thread(2, "C1 CompilerThre", 30, 4);
    Files.createDirectory(threads.resolve("5"));

    assertThat(CompilerWatch.cpuNanos(threads), is(340_000_000L));
  }

  /** As proc(5) says: pid, name, state, ten numbers, user time, system time, more numbers. */
  private void thread(int id, String name, long user, long system) throws IOException {
    Path folder = Files.createDirectory(threads.resolve(Integer.toString(id)));
    Files.writeString(
        folder.resolve("stat"),
        "%d (%s) S 1 2 3 4 5 6 7 8 9 10 %d %d 11 12 13 14 15\n".formatted(id, name, user, system));
  }
}
