package dev.millrace.servers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Nobody waits for ever, and who waited in vain says for what. */
class WaitingTest {
  private static final Waiting LONG = Waiting.upTo(Duration.ofMinutes(1));
  private static final Waiting SHORT = Waiting.upTo(Duration.ofMillis(1));

  private static void assertSays(AssertionError late, String what) {
    assertThat(
        late.getMessage(), allOf(containsString("not within PT0.001S: "), containsString(what)));
  }

  @Test
  void aConditionHoldsInTimeOrFails() {
    LONG.until(() -> true, () -> "never");
    assertSays(
        assertThrows(AssertionError.class, () -> SHORT.until(() -> false, () -> "2 of 3")),
        "2 of 3");
  }

  @Test
  void aResultComesInTimeOrFails() throws ExecutionException {
    assertThat(LONG.result(CompletableFuture.completedFuture(7), () -> "never"), is(7));
    Future<Integer> never = new CompletableFuture<>();
    assertSays(
        assertThrows(AssertionError.class, () -> SHORT.result(never, () -> "no seven")),
        "no seven");
  }

  @Test
  void aLineIsReadInTimeOrFails() throws IOException {
    BufferedReader lines = new BufferedReader(new StringReader("begun\n"));
    assertThat(LONG.line(lines), is("begun"));
    assertThat(LONG.line(lines), is(nullValue()));
    try (PipedWriter silent = new PipedWriter();
        BufferedReader reader = new BufferedReader(new PipedReader(silent))) {
      assertSays(assertThrows(AssertionError.class, () -> SHORT.line(reader)), "prints nothing");
    }
  }

  @Test
  void aProcessIsOverInTimeOrIsEnded() throws IOException {
    Process over = program("-version").redirectErrorStream(true).start();
    assertThat(LONG.output(over), containsString("version"));
    assertThat(over.exitValue(), is(0));

    Process endless =
        program("-cp", Path.of("target", "test-classes").toString(), Endless.class.getName())
            .start();
    assertSays(
        assertThrows(AssertionError.class, () -> SHORT.end(endless, () -> "it goes on")),
        "it goes on");
    assertThat(LONG.end(endless, () -> "it was ended"), is(128 + 9));
  }

  private static ProcessBuilder program(String... args) {
    ProcessBuilder program =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    program.command().addAll(List.of(args));
    return program;
  }

  /** Does nothing for ever. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) throws InterruptedException {
      Thread.currentThread().join();
    }
  }
}
