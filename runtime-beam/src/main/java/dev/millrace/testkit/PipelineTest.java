package dev.millrace.testkit;

import dev.millrace.OnlineView;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Manifest;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.StringDescription;
import org.jspecify.annotations.Nullable;

/**
 * A run of a pipeline over rows that a test gives it. Only the {@link Result} of {@link #run} has
 * expectations, so a test that forgets to run does not compile.
 *
 * <p>Ports are values, so rows of another type than the port's do not compile either. Sources that
 * are given nothing are empty. Outputs go through the same staging, ledger and publication as
 * anywhere else, in a temporary folder that is deleted again. Mutable: {@code given} changes this
 * test and returns it.
 */
public final class PipelineTest {
  private final Plan plan;
  private final Map<String, SourceBinding<?>> given = new HashMap<>();

  private PipelineTest(Plan plan) {
    this.plan = plan;
  }

  /**
   * A test of a pipeline.
   *
   * @throws dev.millrace.plan.ProblemsException when its plan has problems
   */
  public static PipelineTest of(Pipeline pipeline) {
    return of(pipeline.plan());
  }

  static PipelineTest of(Plan plan) {
    return new PipelineTest(plan);
  }

  /** What a source holds, in this order; a second call replaces the first. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the rows are only read
  public final <T> PipelineTest given(Source<T> source, T... rows) {
    return givenFrom(source, Rows.source(source.type(), List.of(rows)));
  }

  /**
   * What a source holds as a stream: one partition for each list, in the list's order. The run is a
   * stream then, in which rows can be late, and ends when all lists have been read.
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the lists are only read
  public final <T> PipelineTest givenStream(Source<T> source, List<T>... partitions) {
    return givenFrom(source, Rows.stream(source.type(), List.of(partitions)));
  }

  /** Reads a source as it is bound elsewhere: a file among the test's resources. */
  public <T> PipelineTest givenFrom(Source<T> source, SourceBinding<? super T> binding) {
    given.put(source.name(), binding);
    return this;
  }

  /**
   * Runs the pipeline on the direct runner, with its checks on elements.
   *
   * @throws dev.millrace.beam.RunFailedException when the run fails
   * @throws IllegalArgumentException when rows were given to a source that the pipeline does not
   *     read
   */
  public Result run() {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    return run(options);
  }

  /**
   * {@link #run()} on another runner: {@code
   * PipelineOptionsFactory.fromArgs("--runner=FlinkRunner", "--flinkMaster=[local]").create()}.
   */
  public Result run(PipelineOptions options) {
    requireKnownSources();
    Path folder = temporaryFolder();
    Result result;
    try {
      Manifest manifest = Execution.run(plan, bindings(folder), options, Execution.newRunId());
      result = new Result(outputs(folder), manifest);
    } catch (IOException e) {
      throw deleting(folder, new UncheckedIOException(e));
    } catch (RuntimeException e) {
      throw deleting(folder, e);
    }
    delete(folder);
    return result;
  }

  /** A runner that failed may still write; that must not hide why it failed. */
  private static RuntimeException deleting(Path folder, RuntimeException failure) {
    try {
      delete(folder);
    } catch (UncheckedIOException stillWritten) {
      failure.addSuppressed(stillWritten);
    }
    return failure;
  }

  private void requireKnownSources() {
    Set<String> known = new HashSet<>();
    plan.reads().forEach(read -> known.add(read.port()));
    for (String source : given.keySet()) {
      if (!known.contains(source)) {
        throw new IllegalArgumentException(
            "rows were given to source '"
                + source
                + "', but pipeline '"
                + plan.pipeline()
                + "' reads only "
                + known);
      }
    }
  }

  private Bindings bindings(Path folder) {
    Bindings bindings = Bindings.of();
    for (Step.Read read : plan.reads()) {
      bindings = bindings.read(Source.of(read.port(), anyType(read)), sourceOf(read));
    }
    for (Step.States states : plan.only(Step.States.class)) {
      bindings =
          bindings.write(
              OnlineView.of(states.port(), states.view()),
              new StatesInMemory(folder.resolve(states.port()).toString()));
    }
    for (Step.Write write : plan.writes()) {
      if (write.isOnline()) {
        continue;
      }
      bindings =
          bindings.write(
              Sink.of(write.port(), anyType(write)), Rows.sink(folder.resolve(write.port())));
    }
    for (String port : plan.quarantines().keySet()) {
      bindings = bindings.quarantine(Quarantine.of(port), Rows.sink(folder.resolve(port)));
    }
    return bindings;
  }

  @SuppressWarnings("unchecked") // a port's name and type come from the plan
  private static Class<Object> anyType(Step step) {
    return (Class<Object>) step.shape().type();
  }

  @SuppressWarnings("unchecked") // given() has compared the types
  private SourceBinding<Object> sourceOf(Step.Read read) {
    SourceBinding<?> binding = given.get(read.port());
    return binding == null
        ? Rows.source(anyType(read), List.of())
        : (SourceBinding<Object>) binding;
  }

  private Map<String, List<?>> outputs(Path folder) throws IOException {
    Map<String, List<?>> outputs = new HashMap<>();
    for (Step.Write write : plan.writes()) {
      outputs.put(write.port(), Rows.read(write.shape(), folder.resolve(write.port())));
    }
    for (String port : plan.quarantines().keySet()) {
      outputs.put(port, Rows.read(Shape.of(Rejection.class), folder.resolve(port)));
    }
    return outputs;
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("millrace-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the test's folder " + folder, e);
    }
  }

  /**
   * What came out of a run. Result rows of an aggregation stand in the order of their windows and
   * keys.
   */
  public static final class Result {
    private final Map<String, List<?>> outputs;
    private final Manifest manifest;

    private Result(Map<String, List<?>> outputs, Manifest manifest) {
      this.outputs = outputs;
      this.manifest = manifest;
    }

    /**
     * What a sink must have got: {@code rows(row1, row2)} and {@code rowsInAnyOrder(..)} of {@link
     * ExpectedRows}, or any matcher of a list.
     *
     * @throws AssertionError when it did not, with all rows; and with the difference row by row
     *     where the matcher is one of {@link ExpectedRows}
     */
    public <T> Result expect(Sink<T> sink, Matcher<? super List<T>> expected) {
      return check("sink '" + sink.name() + "'", rows(sink.name()), expected);
    }

    /** What a quarantine must have got; {@link Rejections} has matchers. */
    public Result expectQuarantined(
        Quarantine quarantine, Matcher<? super List<Rejection>> expected) {
      return check("quarantine '" + quarantine.name() + "'", rows(quarantine.name()), expected);
    }

    /** What a sink got, for what a matcher cannot say. */
    public <T> List<T> rows(Sink<T> sink) {
      return rows(sink.name());
    }

    /**
     * What a serving process answers from, at the end of the run.
     *
     * @throws IllegalArgumentException when the pipeline feeds no such online view, or one of
     *     another version of its view
     */
    public <K, F> FeatureEvaluator<K, ?, F> online(OnlineView<K, F> view) {
      List<KeyState> states = rows(view.name());
      return StatesInMemory.evaluator(view, states);
    }

    /** What an online view must answer for a key at a time. */
    public <K, F> Result expectServed(
        OnlineView<K, F> view, @Nullable K key, Instant at, Matcher<? super F> expected) {
      F served = online(view).get(key, at);
      if (!expected.matches(served)) {
        Description text = new StringDescription();
        text.appendText("online view '" + view.name() + "' for " + key + " at " + at)
            .appendText("\nExpected: ")
            .appendDescriptionOf(expected)
            .appendText("\n     but: ");
        expected.describeMismatch(served, text);
        throw new AssertionError(text.toString());
      }
      return this;
    }

    /** What a quarantine got. */
    public List<Rejection> rejections(Quarantine quarantine) {
      return rows(quarantine.name());
    }

    /** The manifest that the run would have published. */
    public Manifest manifest() {
      return manifest;
    }

    private <T> Result check(String port, List<T> rows, Matcher<? super List<T>> expected) {
      if (!expected.matches(rows)) {
        throw new AssertionError(RowDifference.describe(port, rows, expected));
      }
      return this;
    }

    @SuppressWarnings("unchecked") // outputs were read by the ports' own shapes
    private <T> List<T> rows(String port) {
      List<?> rows = outputs.get(port);
      if (rows == null) {
        throw new IllegalArgumentException(
            "the pipeline has no port '" + port + "', only " + outputs.keySet());
      }
      return (List<T>) rows;
    }
  }
}
