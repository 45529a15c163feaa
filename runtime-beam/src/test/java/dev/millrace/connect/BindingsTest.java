package dev.millrace.connect;

import static dev.millrace.connect.BindingsFixture.DAILY;
import static dev.millrace.connect.BindingsFixture.LINES;
import static dev.millrace.connect.BindingsFixture.PORTS;
import static dev.millrace.connect.BindingsFixture.REJECTED;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.BindingsFixture.Line;
import dev.millrace.connect.BindingsFixture.Revenue;
import dev.millrace.connect.ShelfConnector.ShelfSink;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingsTest {
  @TempDir Path folder;

  private static final Bindings TYPED =
      Bindings.of()
          .read(LINES, ShelfConnector.csv("in/*.csv", ZoneId.of("Europe/London"), Map.of("a", "A")))
          .write(DAILY, new ShelfSink("out/daily"), new ShelfSink("out/daily-csv"))
          .quarantine(REJECTED, new ShelfSink("out/rejected"))
          .publishTo(Path.of("out"));

  private static final String YAML =
      """
      sources: {invoice-lines: {shelf: {csv: "in/*.csv", zone: Europe/London, columns: {a: A}}}}
      sinks: {daily-revenue: [{shelf: {parquet: out/daily}}, {shelf: {parquet: out/daily-csv}}]}
      quarantine: {rejected-lines: {shelf: {jsonl: out/rejected}}}
      publish-to: out        # optional
      """;

  @Test
  void theSameBindingsInJavaAndInYamlAreEqual() {
    Bindings loaded = BindingsFixture.load(folder, YAML, Map.of());
    assertThat(loaded, is(TYPED));
    assertThat(loaded.hashCode(), is(TYPED.hashCode()));
    assertThat(loaded.describe(), is(TYPED.describe()));
    assertThat(loaded, not(TYPED.publishTo(Path.of("elsewhere"))));
  }

  @Test
  void aValueFromTheEnvironmentEqualsTheSameValueInJava() {
    Bindings loaded =
        BindingsFixture.load(folder, YAML.replace("in/*.csv", "${IN}/*.csv"), Map.of("IN", "in"));
    assertThat(loaded, is(TYPED));
    assertThat(loaded.describe(), not(TYPED.describe()));
  }

  @Test
  void descriptionsAreSortedByPort() {
    assertThat(
        TYPED.describe(),
        is(
            """
            read invoice-lines: shelf csv in/*.csv with \n\
            write daily-revenue: shelf out/daily
            write daily-revenue: shelf out/daily-csv
            quarantine rejected-lines: shelf out/rejected
            publish to: out
            """));
  }

  @Test
  void bindingReturnsANewValue() {
    Bindings none = Bindings.of();
    Bindings one = none.read(LINES, ShelfConnector.csv("in", ZoneId.of("UTC"), Map.of()));
    assertThat(none.sources().keySet(), empty());
    assertThat(one.sources().keySet(), contains("invoice-lines"));
    assertThat(one.publishTo(Path.of("out")).publishTo().orElseThrow(), is(Path.of("out")));
    assertThat(one.publishTo().isPresent(), is(false));
  }

  @Test
  void aBindingForExactlyTheRowsAndOneForAnyRowsBothFit() {
    SourceBinding<Line> exact = Rows.source(Line.class, List.of());
    SourceBinding<Object> any = ShelfConnector.csv("in", ZoneId.of("UTC"), Map.of());
    SinkBinding<Revenue> exactly = Rows.sink(Path.of("a"));
    SinkBinding<Object> anything = new ShelfSink("b");
    SinkBinding<Rejection> rejections = Rows.sink(Path.of("c"));
    Bindings bindings =
        Bindings.of()
            .read(LINES, exact)
            .read(Source.of("others", Line.class), any)
            .read(Source.of("inferred", Line.class), Rows.source(Line.class, List.of()))
            .write(DAILY, exactly, anything, Rows.sink(Path.of("d")))
            .quarantine(REJECTED, rejections, anything);
    List<SinkBinding<Revenue>> sinks = bindings.sink(DAILY);
    List<SinkBinding<Rejection>> quarantines = bindings.quarantine(REJECTED);
    SourceBinding<Line> source = bindings.source(LINES).orElseThrow();
    assertThat(sinks.get(0).folder(), is("a"));
    assertThat(quarantines.get(1).folder(), is("b"));
    assertThat(source, is(exact));
  }

  @Test
  void whatIsBoundRightHasNoProblems() {
    assertThat(TYPED.check(PORTS), empty());
  }

  @Test
  void everythingWrongWithTypedBindingsIsToldAtOnce() {
    Bindings bindings =
        TYPED
            .read(LINES, ShelfConnector.csv("other", ZoneId.of("UTC"), Map.of()))
            .write(Sink.of("daily-revenues", Revenue.class), new ShelfSink("out/daily/x"))
            .write(Sink.of("nowhere", Revenue.class));
    Ports ports =
        Ports.of(
            List.of(Source.of("invoice-lines", Revenue.class), Source.of("labels", Line.class)),
            List.of(DAILY, Sink.of("nowhere", Revenue.class)),
            List.of(Quarantine.of("rejected")));
    assertThat(
        bindings.check(ports).stream().map(Problem::toString).toList(),
        contains(
            "[MR-B016] source 'invoice-lines': it is bound twice. Why: the second binding would"
                + " silently take the place of the first. Fix: keep one.",
            "[MR-B015] source 'labels': it is not bound. Why: the pipeline uses it, and it does not"
                + " say where its rows live. Fix: bind it with .read(…).",
            "[MR-B014] sink 'daily-revenues': the pipeline has no such sink. Why: there is only"
                + " 'daily-revenue', 'nowhere'. Fix: did you mean 'daily-revenue'?",
            "[MR-B015] quarantine 'rejected': it is not bound. Why: the pipeline uses it, and it"
                + " does not say where its rows live. Fix: bind it with .quarantine(…).",
            "[MR-B014] quarantine 'rejected-lines': the pipeline has no such quarantine. Why: there"
                + " is only 'rejected'. Fix: take the binding out.",
            "[MR-B021] sink 'daily-revenues': its folder out/daily/x overlaps with out/daily of"
                + " sink 'daily-revenue'. Why: a folder is published as a whole, so one would"
                + " replace the other. Fix: give each binding a folder of its own.",
            "[MR-B017] source 'invoice-lines': it was bound as a source of Line. Why: the"
                + " pipeline's port of this name is of Revenue. Fix: bind the pipeline's own port.",
            "[MR-B015] sink 'nowhere': it is bound to no place at all. Why: its rows would be lost."
                + " Fix: give at least one binding."));
  }

  @Test
  void theSameFolderTwiceIsAProblemHoweverItIsSpelt() {
    Bindings bindings =
        Bindings.of()
            .write(DAILY, new ShelfSink("out/a"), new ShelfSink("./out/b/../a"))
            .write(Sink.of("other", Revenue.class), new ShelfSink("out/ab"));
    Ports ports = Ports.of(List.of(), List.of(DAILY, Sink.of("other", Revenue.class)), List.of());
    assertThat(
        bindings.check(ports).stream().map(Problem::toString).toList(),
        contains(
            "[MR-B021] sink 'daily-revenue': its folder ./out/b/../a is also that of sink"
                + " 'daily-revenue'. Why: a folder is published as a whole, so one would replace"
                + " the other. Fix: give each binding a folder of its own."));
  }

  @Test
  void connectorsAreFoundByTheServiceLoader() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Connector.class.getName()), ShelfConnector.class.getName());
    Path file = folder.resolve("b.yaml");
    Files.writeString(file, YAML);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThat(Bindings.load(file, PORTS, Map.of()), is(TYPED));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void twoConnectorsOfOneNameCannotBeTold() {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> Connectors.of(List.of(new ShelfConnector(), new ShelfConnector())));
    assertThat(
        refused.getMessage(),
        is(
            "two connectors are called 'shelf': dev.millrace.connect.ShelfConnector and"
                + " dev.millrace.connect.ShelfConnector. A bindings file could mean either: take"
                + " one off the class path."));
  }

  @Test
  void aDefectOfAConnectorIsNoProblemOfTheFile() {
    Connector defect =
        new Connector() {
          @Override
          public String name() {
            return "shelf";
          }

          @Override
          public <T> SourceBinding<? super T> source(Config config, Class<T> type) {
            throw new IllegalStateException("a defect");
          }
        };
    Path file = folder.resolve("b.yaml");
    assertThrows(
        IllegalStateException.class,
        () -> {
          Files.writeString(file, YAML);
          BindingsFile.load(file, PORTS, Map.of(), Connectors.of(List.of(defect)));
        });
  }

  @Test
  void theFilesNameStandsInFrontOfItsProblems() {
    ProblemsException told =
        assertThrows(ProblemsException.class, () -> BindingsFixture.load(folder, "{}", Map.of()));
    assertThat(
        told.getMessage().lines().findFirst().orElseThrow(),
        is(folder.resolve("bindings.yaml") + " has 3 problems:"));
  }
}
