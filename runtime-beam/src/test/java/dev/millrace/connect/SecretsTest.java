package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.BindingsFixture.Line;
import dev.millrace.connect.BindingsFixture.Revenue;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.record.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  private static final String SECRET = "correct-horse";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PW", SECRET, "ROOT", "/srv/hidden", "N", "1");
  private static final String YAML =
      """
      sources:
        invoice-lines:
          shelf: {csv: "${ROOT}/missing/*.csv", password: "user:${PW}"}
      sinks: {daily-revenue: {shelf: {parquet: "${ROOT}/daily"}}}
      quarantine: {rejected-lines: {shelf: {jsonl: "out/${N}/rejected"}}}
      publish-to: ${ROOT}
      """;

  @TempDir Path folder;

  @Test
  void whatCameFromTheEnvironmentIsShownAsItsVariable() {
    assertThat(
        load().describe(),
        is(
            """
            read invoice-lines: shelf csv ${ROOT}/missing/*.csv with user:${PW}
            write daily-revenue: shelf ${ROOT}/daily
            quarantine rejected-lines: shelf out/${N}/rejected
            publish to: ${ROOT}
            """));
  }

  @Test
  void nothingThatBindingsSayHoldsASecret() {
    Bindings bindings = load();
    SourceBinding<Line> source = bindings.source(BindingsFixture.LINES).orElseThrow();
    SinkBinding<Revenue> sink = bindings.sink(BindingsFixture.DAILY).get(0);
    List<String> outputs = new ArrayList<>();
    outputs.add(bindings.toString());
    outputs.add(source.describe());
    outputs.add(source.toString());
    outputs.add(sink.describe());
    outputs.add(sink.toString());
    outputs.add(bindings.sources().toString() + bindings.sinks() + bindings.quarantines());
    outputs.add(bindings.shown("writing to " + sink.folder()));
    bindings.check(BindingsFixture.PORTS).forEach(problem -> outputs.add(problem.toString()));
    source
        .check("invoice-lines", Shape.of(Line.class))
        .forEach(problem -> outputs.add(problem.toString()));
    outputs.add(thrown(() -> source.partitions(Shape.of(Line.class), 1)));
    outputs.add(
        thrown(
            () ->
                source.open(
                    Shape.of(Line.class),
                    Projection.all(Shape.of(Line.class)),
                    new Extent("rows", 0, 1, 0))));
    outputs.add(thrown(() -> sink.writer(Shape.of(Revenue.class), new ByteArrayOutputStream())));
    assertThat(outputs, hasSize(12));
    for (String output : outputs) {
      assertThat(output, containsString("${"));
      assertThat(output, not(containsString(SECRET)));
      assertThat(output, not(containsString("/srv/hidden")));
    }
  }

  @Test
  void partitionsAreShownWithoutSecretsAndFoundAllTheSame() throws IOException {
    Shape<Line> shape = Shape.of(Line.class);
    Secrets secrets = Secrets.NONE.with("rows", "${R}");
    Line line = new Line("1", 2);
    SourceBinding<Line> source =
        new ConcealedSource<>(Rows.partitioned(Line.class, List.of(List.of(line))), secrets);
    InputPartition partition = source.partitions(shape, 1 << 20).get(0);
    Extent extent = partition.extents().get(0);
    assertThat(partition.name(), is("${R}-0"));
    assertThat(extent.partition(), is("${R}-0"));
    source.open(shape, Projection.all(shape), extent).close();

    SourceBinding<Line> stream =
        new ConcealedSource<>(Rows.stream(Line.class, List.of(List.of(line))), secrets);
    String followed = stream.partitions(shape, 1 << 20).get(0).name();
    assertThat(followed, is("${R}-0"));
    stream.follow(shape, Projection.all(shape), followed, new byte[0]).close();
  }

  @Test
  void aFailureThatSaysASecretIsToldByOneThatDoesNot() {
    Secrets secrets = Secrets.NONE.with(SECRET, "${PW}");
    Exception harmless = new Exception("no", new IOException("connection lost"));
    assertThat(secrets.conceal((Throwable) harmless), is(harmless));

    Exception cause = new IllegalStateException("login as " + SECRET);
    Exception failure = new Exception("no", new IOException("closed", cause));
    failure.addSuppressed(new IOException(SECRET));
    cause.addSuppressed(failure); // a circle, as try-with-resources can make one
    String shown = stackTrace((Exception) secrets.conceal((Throwable) failure));
    assertThat(shown, not(containsString(SECRET)));
    assertThat(shown, containsString("java.lang.Exception: no"));
    assertThat(shown, containsString("Caused by: java.lang.IllegalStateException: login as ${PW}"));
    assertThat(shown, containsString("Suppressed: java.io.IOException: ${PW}"));
    assertThat(shown, containsString("at dev.millrace.connect.SecretsTest."));
  }

  @Test
  void aBindingWithSecretsTravelsToAWorkerAndStaysConcealedThere() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(load().source(BindingsFixture.LINES).orElseThrow());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject().toString(), is("shelf csv ${ROOT}/missing/*.csv with user:${PW}"));
    }
  }

  @Test
  void noProblemOfAFileHoldsASecret() {
    String yaml =
        """
        sources:
          invoice-lines:
            shelf: {csv: in, zone: "${PW}", depth: "${PW}", quote: "${PW}", strict: "${PW}"}
        sinks: {daily-revenue: {shelf: {parquet: "${PW}${UNSET}"}}}
        quarantine: {rejected-lines: "${PW}"}
        publish-to: {a: "${PW}"}
        """;
    ProblemsException told =
        assertThrows(
            ProblemsException.class, () -> BindingsFixture.load(folder, yaml, ENVIRONMENT));
    assertThat(told.problems(), hasSize(7));
    assertThat(stackTrace(told), not(containsString(SECRET)));
    assertThat(told.getMessage(), containsString("'zone' is '${PW}'"));
  }

  @Test
  void problemsThatABindingFindsNameTheLineThatBoundIt() {
    List<Problem> found = load().check(BindingsFixture.PORTS);
    assertThat(
        found.get(0).toString().replace(folder + "/", ""),
        is(
            "[MR-B020] bindings.yaml:2:3 (source 'invoice-lines'): no file matches"
                + " ${ROOT}/missing/*.csv with user:${PW}. Why: there is nothing to read. Fix:"
                + " correct the path."));
  }

  @Test
  void aShortValueIsConcealedAsAWordAndALongOneAnywhere() {
    Secrets secrets = Secrets.NONE.with("1", "${N}").with("correct-horse", "${PW}");
    assertThat(secrets.conceal("line 12, try 1"), is("line 12, try ${N}"));
    assertThat(secrets.conceal("xcorrect-horsex"), is("x${PW}x"));
  }

  @Test
  void ofTwoSecretsTheLongerIsConcealedAndVariablesAreNotConcealedAgain() {
    Secrets secrets = Secrets.NONE.with("abcdefgh", "${A}").with("abcdefghij", "${B}");
    assertThat(secrets.conceal("abcdefghij abcdefgh"), is("${B} ${A}"));
    assertThat(Secrets.NONE.with("PW", "${PW}").conceal("PW"), is("${PW}"));
  }

  @Test
  void defaultsAndEscapesAreNoSecrets() {
    String yaml =
        """
        sources: {invoice-lines: {shelf: {csv: "${DIR:-in}/$${x}/${EMPTY:-y}.csv"}}}
        """;
    Bindings bindings =
        BindingsFixture.load(
            folder, yaml + BindingsFixture.SINKS_AND_QUARANTINE, Map.of("EMPTY", ""));
    assertThat(
        bindings.source(BindingsFixture.LINES).orElseThrow().describe(),
        is("shelf csv in/${x}/y.csv with "));
  }

  private Bindings load() {
    return BindingsFixture.load(folder, YAML, ENVIRONMENT);
  }

  private interface Failing {
    Object run() throws IOException;
  }

  private static String thrown(Failing call) {
    return stackTrace(assertThrows(IOException.class, call::run));
  }

  private static String stackTrace(Exception e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
