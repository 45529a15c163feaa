package dev.millrace.examples.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.servers.Scrape;
import dev.millrace.servers.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as people meet it: a process with arguments, streams, signals, an exit code. */
class CommandLineTest {
  private static final int SIGINT = 2;

  @TempDir Path folder;
  private Path bindings;

  @BeforeEach
  void bind() throws IOException {
    bindings =
        Files.writeString(
            folder.resolve("words.yaml"),
            """
            sources: {words: {files: {csv: in/*.csv}}}
            sinks: {good: [{files: {csv: out/good}}, {files: {jsonl: out/good-json}}]}
            quarantine: {bad: {files: {jsonl: out/bad}}}
            """);
    Files.createDirectories(folder.resolve("in"));
  }

  @Test
  void aRunPublishesAllBindingsOfASinkAndPrintsItsSummaryAlone() throws Exception {
    input("text,number", "a,1", "b,-2", "c,3");

    Finished run = launch("run", "--bindings", bindings.toString());

    assertThat(run.exit(), is(0));
    assertThat(run.out(), startsWith("Published words, run "));
    assertThat(
        run.out(),
        allOf(
            containsString("read                     3  words"),
            containsString("rejected                 1  validate:words"),
            containsString("written                  2  good"),
            containsString("ledger closed"),
            containsString("out/good-json  2 records")));
    assertThat(run.out(), not(containsString("\r")));
    assertThat(lines("out/good"), equalTo(List.of("text,number", "a,1", "c,3")));
    assertThat(
        lines("out/good-json"),
        equalTo(List.of("{\"text\":\"a\",\"number\":1}", "{\"text\":\"c\",\"number\":3}")));
  }

  @Test
  void jsonIsOneDocumentWithTheNumbersOfTheSummary() throws Exception {
    input("text,number", "a,1", "b,-2", "c,3");

    Finished run = launch("run", "--json", "--bindings", bindings.toString());

    assertThat(run.exit(), is(0));
    JsonNode summary = new ObjectMapper().readTree(run.out());
    assertThat(summary.at("/in/words").asLong(), is(3L));
    assertThat(summary.at("/quarantined/validate:words").asLong(), is(1L));
    assertThat(summary.at("/valid/good").asLong(), is(2L));
    assertThat(summary.at("/rules/0/rule").asText(), is("number in [0, ∞)"));
    assertThat(summary.at("/outputs").size(), is(3));
  }

  @Test
  void columnsThatNobodyReadsAreToldOnceAndAreNoMistake() throws Exception {
    input("text,number,colour,size", "a,1,red,2");

    Finished run = launch("run", "--bindings", bindings.toString());

    assertThat(run.exit(), is(0));
    List<String> notices = run.err().lines().filter(line -> line.contains("colour")).toList();
    assertThat(notices.size(), is(1));
    assertThat(notices.get(0), allOf(containsString("words"), containsString("size")));
  }

  @Test
  void aPlanWithBindingsTellsWhatARunWouldTell() throws Exception {
    input("text,number,colour,size", "a,1,red,2");

    Finished plan = launch("plan", "--bindings", bindings.toString());

    assertThat(plan.exit(), is(0));
    assertThat(plan.out(), startsWith("pipeline words"));
    List<String> notices = plan.err().lines().filter(line -> line.startsWith("notice: ")).toList();
    assertThat(notices.size(), is(1));
    assertThat(notices.get(0), allOf(containsString("words: "), containsString("colour")));
  }

  @Test
  void withoutExtraColumnsThereIsNothingToTell() throws Exception {
    input("text,number", "a,1");

    Finished run = launch("run", "--bindings", bindings.toString());

    assertThat(run.exit(), is(0));
    assertThat(run.err(), is(""));
  }

  @Test
  void tooManyRejectsEndWithFourAndAreKept() throws Exception {
    input("text,number", "a,-1", "b,-2", "c,3");

    Finished run = launch("run", "--bindings", bindings.toString());

    assertThat(run.exit(), is(4));
    assertThat(run.out(), is(""));
    assertThat(
        run.err(),
        allOf(
            containsString("[MR-R003] validate:words (Words.java:"),
            containsString("2 of 3 rows were rejected"),
            containsString("Nothing was published"),
            containsString("The rejects are in ")));
    assertThat(Files.exists(folder.resolve("out/good")), is(false));
  }

  @Test
  void aFailingFunctionEndsWithOneAndLeavesTheEarlierOutput() throws Exception {
    input("text,number", "a,1");
    assertThat(launch("run", "--bindings", bindings.toString()).exit(), is(0));
    input("text,number", "throws,1");

    Finished run = launch("run", "--bindings", bindings.toString());

    assertThat(run.exit(), is(1));
    assertThat(
        run.err(),
        allOf(
            containsString("[MR-R001] map:Word (Words.java:"),
            containsString("no such word"),
            containsString("what was published before is still there"),
            not(containsString("\tat "))));
    assertThat(lines("out/good"), equalTo(List.of("text,number", "a,1")));
  }

  @Test
  void theStackTraceIsThereForThoseWhoAsk() throws Exception {
    input("text,number", "throws,1");

    Finished run = launch("run", "--stacktrace", "--bindings", bindings.toString());

    assertThat(run.exit(), is(1));
    assertThat(run.err(), containsString("\tat " + Words.class.getName() + ".checked"));
  }

  @Test
  void controlCSaysWhatItMeansAndLeavesTheEarlierOutput() throws Exception {
    input("text,number", "a,1");
    assertThat(launch("run", "--bindings", bindings.toString()).exit(), is(0));
    input("text,number", "b,2", Words.WAITS + ",3");
    Process running = start("run", "--bindings", bindings.toString());
    try (BufferedReader says = running.inputReader(StandardCharsets.UTF_8)) {
      assertThat(Waiting.patiently().line(says), is(Words.WAITS));
      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(running.pid())).start();
      assertThat(Waiting.patiently().end(kill, () -> "kill"), is(0));
      int unused = Waiting.patiently().end(running, () -> "it was interrupted");
    } finally {
      running.destroyForcibly();
    }

    assertThat(running.exitValue(), is(130));
    assertThat(
        Files.readString(folder.resolve("err.txt")),
        containsString("Interrupted: nothing more is published"));
    assertThat(lines("out/good"), equalTo(List.of("text,number", "a,1")));

    input("text,number", "c,3");
    assertThat(launch("run", "--bindings", bindings.toString()).exit(), is(0));
    assertThat(lines("out/good"), equalTo(List.of("text,number", "c,3")));
  }

  @Test
  void prometheusIsAnsweredWhileARunGoesOn() throws Exception {
    input("text,number", "b,2", Words.WAITS + ",3");
    Process running = start("run", "--metrics-port", "0", "--bindings", bindings.toString());
    try (BufferedReader says = running.inputReader(StandardCharsets.UTF_8)) {
      assertThat(Waiting.patiently().line(says), is(Words.WAITS));
      String said = Files.readString(folder.resolve("err.txt"));
      Scrape scrape = Scrape.of(said.strip().replace("metrics at ", ""));
      Map<String, String> words = Map.of("pipeline", "words", "step", "validate:words");
      assertThat(scrape.type("millrace_rows_rejected_total"), is("counter"));
      assertThat(scrape.sum("millrace_rows_rejected_total", words).orElseThrow(), is(0.0));
    } finally {
      running.destroyForcibly();
    }
  }

  @Test
  void aPortThatIsTakenIsAMistakeOfTheCommandLine() throws Exception {
    input("text,number", "a,1");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      Finished run = launch("run", "--metrics-port", port, "--bindings", bindings.toString());

      assertThat(run.exit(), is(2));
      assertThat(run.err(), containsString("Nothing can listen for --metrics-port " + port));
    }
  }

  @Test
  void planTellsAllProblemsOfTheBindingsAtOnce() throws Exception {
    Files.writeString(
        bindings,
        """
        sources: {wrods: {files: {csv: in/*.csv}}}
        sinks: {good: {files: {csv: out/good, colour: red}}}
        """);

    Finished run = launch("plan", "--bindings", bindings.toString());

    assertThat(run.exit(), is(3));
    assertThat(
        run.err(),
        allOf(containsString("wrods"), containsString("colour"), containsString("'bad'")));
  }

  private void input(String... lines) throws IOException {
    Files.write(folder.resolve("in/words.csv"), List.of(lines));
  }

  private List<String> lines(String port) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(port))) {
      for (Path file : files.sorted().toList()) {
        if (!String.valueOf(file.getFileName()).startsWith("_")) {
          lines.addAll(Files.readAllLines(file));
        }
      }
    }
    return lines;
  }

  private record Finished(int exit, String out, String err) {}

  private Finished launch(String... args) throws Exception {
    Process process = start(args);
    String out = Waiting.patiently().output(process);
    return new Finished(process.exitValue(), out, Files.readString(folder.resolve("err.txt")));
  }

  /**
   * A shell's background jobs ignore SIGINT, and so do their children: a build that runs as one has
   * to take that back.
   */
  private static List<String> heedingInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return List.of();
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    boolean isIgnored = (Long.parseUnsignedLong(ignored, 16) >> (SIGINT - 1) & 1) == 1;
    return isIgnored ? List.of("env", "--default-signal=INT") : List.of();
  }

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(heedingInterrupts());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dfile.encoding=UTF-8",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            Words.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }
}
