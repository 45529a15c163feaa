package dev.millrace.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Records;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.beam.BeamTransform;
import dev.millrace.beam.RunFailedException;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.engine.Ledger;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Receipt;
import dev.millrace.servers.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MillraceTest {
  record Word(String text) {}

  static final Source<Word> WORDS = Source.of("words", Word.class);
  static final Sink<Word> LONG_WORDS = Sink.of("long-words", Word.class);

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void planPrintsTheDefinition() {
    assertThat(launch(pipeline(), "plan"), is(0));
    assertThat(said(out), startsWith("pipeline words\n\nread:words\n"));
  }

  @Test
  void planComparesWithAnEarlierPlanOfItsOwnAndEndsWithFiveWhereTheyCannotFollow()
      throws Exception {
    assertThat(launch(pipeline(), "plan", "--json"), is(0));
    Path earlier = folder.resolve("plan.json");
    Files.write(earlier, out.toByteArray());
    out.reset();
    assertThat(launch(pipeline(), "plan", "--against", earlier.toString()), is(0));
    assertThat(said(out), stringContainsInOrder("SAME          read:words", "words: SAME"));
    out.reset();

    Pipeline other = Pipeline.named("words");
    Source<Word> texts = Source.of("texts", Word.class);
    other.read(texts).to(LONG_WORDS);
    assertThat(launch(other, "plan", "--json", "--against", earlier.toString()), is(5));
    assertThat(
        said(out),
        stringContainsInOrder("\"verdict\" : \"INCOMPATIBLE\"", "\"step\" : \"read:texts\""));

    Files.writeString(earlier, "plan");
    assertThat(launch(pipeline(), "plan", "--against", earlier.toString()), is(3));
    assertThat(said(err), containsString("[MR-U001]"));
    assertThat(launch(pipeline(), "plan", "--against", folder + "/none"), is(3));
    assertThat(said(err), containsString("[MR-U001] " + folder + "/none"));
  }

  @Test
  void aDefinitionWithProblemsEndsWithThreeAndNamesThemAll() {
    Pipeline pipeline = Pipeline.named("words");
    Records<Word> leadsNowhere = pipeline.read(WORDS).filter(" ", word -> true);
    assertThat(leadsNowhere, notNullValue());

    assertThat(launch(pipeline, "plan"), is(3));
    assertThat(
        said(err),
        stringContainsInOrder(
            "pipeline 'words' has 3 problems:",
            "[MR-P007] filter:  (MillraceTest.java:",
            "[MR-P001] pipeline 'words'",
            "[MR-P002] filter:  (MillraceTest.java:"));
  }

  @Test
  void aPipeIsNoTerminalWhateverTheEnvironmentSaysAboutColours() throws Exception {
    for (String colours : List.of("CLICOLOR_FORCE", "FORCE_COLOR", "NO_COLOR")) {
      ProcessBuilder question =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              TerminalQuestion.class.getName());
      question.environment().put(colours, "1");
      Process process = question.redirectErrorStream(true).start();
      assertThat(colours, Waiting.patiently().output(process), is("false"));
      assertThat(process.exitValue(), is(0));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // something that can be written into
  record Stamp(byte[] image, Instant at) {}

  /** What Beam forbids: it writes into the element that it was given. */
  static final class Scratching extends PTransform<PCollection<Stamp>, PCollection<Stamp>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<Stamp> expand(PCollection<Stamp> stamps) {
      return stamps.apply(ParDo.of(new ScratchFn()));
    }

    static final class ScratchFn extends DoFn<Stamp, Stamp> {
      private static final long serialVersionUID = 1L;

      @ProcessElement
      public void scratch(@Element Stamp stamp, OutputReceiver<Stamp> out) {
        stamp.image()[0]++;
        out.output(stamp);
      }
    }
  }

  @Test
  void theRunnersOwnChecksStayOnWhereATransformOfSomebodyElsesIsInTheGraph() {
    Source<Stamp> stamps = Source.of("stamps", Stamp.class);
    Sink<Stamp> scratched = Sink.of("scratched", Stamp.class);
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(stamps)
        .timestamps(Stamp::at, Lateness.none())
        .apply("scratch", Stamp.class, Stamp::at, BeamTransform.of(new Scratching()))
        .to(scratched);
    Bindings bindings =
        Bindings.of()
            .read(stamps, Rows.source(Stamp.class, List.of(new Stamp(new byte[1], Instant.EPOCH))))
            .write(scratched, Rows.<Stamp>sink(folder.resolve("out/scratched")));

    RunFailedException failure =
        assertThrows(RunFailedException.class, () -> Millrace.run(pipeline, bindings));

    assertThat(failure.getMessage(), containsString("IllegalMutationException"));
  }

  @Test
  void withoutACommandThereIsUsage() {
    assertThat(launch(pipeline()), is(2));
    assertThat(said(err), containsString("Missing command: plan or run."));
    assertThat(said(err), containsString("Exit codes:"));
  }

  @Test
  void anUnknownRunnerAndAnUnknownBeamOptionAreMistakesOfTheCommandLine() {
    assertThat(launch(pipeline(), "run", "--bindings", "b.yaml", "--runner", "spork"), is(2));
    assertThat(
        said(err), containsString("no runner 'spork' on the class path, only: direct, flink"));

    assertThat(
        launch(pipeline(), "run", "--bindings", "b.yaml", "--", "--targetParalelism=8"), is(2));
    assertThat(said(err), containsString("targetParalelism"));
  }

  @Test
  void metricsOfARunOnAClusterAreNotAskedForHere() {
    String line = "run --bindings b.yaml --runner flink --flink-master a:1 --metrics-port 0";
    assertThat(launch(pipeline(), line.split(" ", -1)), is(2));
    assertThat(said(err), containsString("--metrics-port goes with a run in this process"));
  }

  @Test
  void aMissingBindingsFileEndsWithThree() {
    assertThat(
        launch(pipeline(), "run", "--bindings", folder.resolve("none.yaml").toString()), is(3));
    assertThat(said(err), containsString("none.yaml"));
  }

  @Test
  void bindingsThatLackAPortEndWithThreeAndNameIt() throws Exception {
    Path file = Files.writeString(folder.resolve("b.yaml"), "sources: {}\n");

    assertThat(launch(pipeline(), "run", "--bindings", file.toString()), is(3));
    assertThat(said(err), containsString("'words'"));
    assertThat(said(err), containsString("'long-words'"));
  }

  @Test
  void whatWasBrokenStandsUnderTheStepThatItBroke() {
    Summary summary =
        new Summary(
            "p",
            "run",
            Map.of("words", 9L),
            Map.of("words", 2L),
            Map.of(),
            Map.of("validate:words", 3L),
            Map.of(),
            Map.of("timestamps:words", 1L),
            List.of(
                new Receipt.RuleCount("read:words", "at is Instant", "QUARANTINE", 2),
                new Receipt.RuleCount("timestamps:words", "not late", "QUARANTINE", 1),
                new Receipt.RuleCount("validate:more", "short", "WARN", 4),
                new Receipt.RuleCount("validate:words", "not blank", "QUARANTINE", 3),
                new Receipt.RuleCount("validate:words", "lower case", "INFO", 5)),
            List.of(),
            List.of(),
            new Ledger(),
            1);

    assertThat(
        summary.toText().lines().skip(2).limit(9).map(String::strip).toList(),
        contains(
            "read                     9  words",
            "unreadable               2  words",
            "2    at is Instant",
            "rejected                 3  validate:words",
            "3    not blank",
            "5    lower case (INFO)",
            "late                     1  timestamps:words",
            "1    not late",
            "warned                   4  validate:more: short"));
  }

  @Test
  void aProgramGetsTheManifestAndTheSummaryCountsFromIt() {
    Pipeline pipeline = pipeline();
    Manifest manifest =
        Millrace.run(
            pipeline,
            Bindings.of()
                .read(
                    WORDS,
                    Rows.source(
                        Word.class, List.of(new Word("a"), new Word("bbbb"), new Word("cccc"))))
                .write(LONG_WORDS, Rows.sink(folder.resolve("long"))));

    Summary summary = Summary.of(pipeline.plan(), manifest, List.of());
    assertThat(summary.in(), is(Map.of("words", 3L)));
    assertThat(summary.filtered(), is(Map.of("filter:long", 1L)));
    assertThat(summary.valid(), is(Map.of("long-words", 2L)));
    assertThat(summary.toText(), containsString("filtered                 1  filter:long"));
    assertThat(summary.toJson(), containsString("\"ledger\""));
  }

  @Test
  void progressFitsATerminalLine() {
    String line = ProgressLine.text(1_234_567_890_123L, 12_345_678_901L, Duration.ofMinutes(999));
    assertThat(
        line, is("1,234,567,890,123 rows   20,596,728 rows/s   12,345,678,901 rejected   999:00"));
    assertThat(line.length() < 80, is(true));
  }

  private int launch(Pipeline pipeline, String... args) {
    out.reset();
    err.reset();
    return Millrace.launch(
        pipeline,
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        Map.of());
  }

  private static String said(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("words");
    pipeline.read(WORDS).filter("long", word -> word.text().length() > 3).to(LONG_WORDS);
    return pipeline;
  }
}
