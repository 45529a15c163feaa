package dev.millrace.beam;

import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.sum;
import static dev.millrace.beam.Shop.ANSWERS;
import static dev.millrace.beam.Shop.ASKS;
import static dev.millrace.beam.Shop.BEFORE;
import static dev.millrace.beam.Shop.COPIES;
import static dev.millrace.beam.Shop.FIRSTS;
import static dev.millrace.beam.Shop.ITEMS;
import static dev.millrace.beam.Shop.LATE;
import static dev.millrace.beam.Shop.NOTED;
import static dev.millrace.beam.Shop.SALES;
import static dev.millrace.beam.Shop.SUMS;
import static dev.millrace.beam.Shop.after;
import static dev.millrace.beam.Shop.asks;
import static dev.millrace.beam.Shop.before;
import static dev.millrace.beam.Shop.noted;
import static dev.millrace.beam.Shop.sales;
import static dev.millrace.beam.Shop.time;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.beam.Shop.Ask;
import dev.millrace.beam.Shop.Definition;
import dev.millrace.beam.Shop.Line;
import dev.millrace.beam.Shop.Noted;
import dev.millrace.beam.Shop.Sale;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.ProblemsException;
import dev.millrace.record.Shape;
import dev.millrace.servers.Waiting;
import dev.millrace.upgrade.SavedPlan;
import dev.millrace.upgrade.StepVerdict;
import dev.millrace.upgrade.Upgrade;
import dev.millrace.upgrade.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.runtime.jobmaster.JobResult;

/**
 * The {@link Shop} as a stream that was stopped with a savepoint, on a cluster with Flink's own
 * savepoints. It goes on from there with other definitions, each time as if it were the first: what
 * that gives is in its folders. What it should give is told by batches, which know nothing of
 * state.
 */
final class StoppedShop {
  /** Of ten attempts, seven lose the reason of a reader on two cores. */
  private static final int MOST_AGAIN = 60;

  private final Path folder;
  private final ClusterHere cluster;
  private final String savepoint;
  private final SavedPlan before;
  private final Path kept;

  private StoppedShop(
      Path folder, ClusterHere cluster, SavedPlan before, String savepoint, Path kept) {
    this.folder = folder;
    this.cluster = cluster;
    this.before = before;
    this.savepoint = savepoint;
    this.kept = kept;
  }

  /** Runs it, and stops it in the middle: all windows that can close are published by then. */
  static StoppedShop in(Path folder) throws Exception {
    String gate = folder.toString();
    return in(folder, gated(gate), 4, "19700101T060000Z");
  }

  /** Runs it, and stops it while its readers read: what they have packed is on its way. */
  static StoppedShop whileRowsFlow(Path folder) throws Exception {
    String gate = folder.toString();
    return in(
        folder,
        flowing(gate),
        0,
        "19700101T010000Z",
        "--checkpointingInterval=20",
        "--blockRows=2");
  }

  private static StoppedShop in(
      Path folder, Bindings sources, int atGate, String unit, String... more) throws Exception {
    ClusterHere cluster = ClusterHere.start(folder.resolve("flink"));
    try {
      Definition old = new Definition();
      PipelineOptions options = options(cluster, more);
      SavedPlan before = Execution.saved(old.pipeline().plan(), options);
      String gate = folder.toString();
      SubmittedJob job = submit(old, sinks(old, folder, sources), options);
      Path last = folder.resolve("out").resolve("answers").resolve(unit);
      Waiting.patiently()
          .until(
              () -> Gated.atGate(gate) >= atGate && Files.exists(last),
              () -> Gated.atGate(gate) + " of 4 partitions at the gate, and no unit of " + last);
      String savepoint = cluster.stop(job);
      assertThat("partitions at the gate", Gated.atGate(gate), is(atGate));
      Path kept = folder.resolve("kept");
      copy(folder.resolve("out"), kept);
      return new StoppedShop(folder, cluster, before, savepoint, kept);
    } catch (Exception | Error failure) {
      cluster.close();
      throw failure;
    }
  }

  void close() throws Exception {
    cluster.close();
  }

  private Upgrade upgrade(Definition now) throws Exception {
    return Upgrade.of(before, Execution.saved(now.pipeline().plan(), options(cluster)));
  }

  Verdict verdict(Definition now) throws Exception {
    return upgrade(now).verdict();
  }

  Verdict verdict(Definition now, String step) throws Exception {
    Upgrade upgrade = upgrade(now);
    return upgrade.steps().stream()
        .filter(each -> each.step().equals(step))
        .map(StepVerdict::verdict)
        .findFirst()
        .orElseThrow(() -> new AssertionError(upgrade.toText()));
  }

  /** What the launcher had to say. */
  List<String> goesOn(Definition definition, String... more) throws Exception {
    startAgain();
    List<String> notices = new ArrayList<>();
    SubmittedJob job = submit(definition, bindings(definition), fromSavepoint(more), notices::add);
    JobResult result = cluster.end(job);
    assertThat(failure(result), result.isSuccess(), is(true));
    return notices;
  }

  /** A definition with copies fails at the first of them; then another one goes on. */
  void goesOnAfterFailure(Definition copying, Definition definition) throws Exception {
    startAgain();
    Failures.clear();
    Failures.plant("write", 1);
    SubmittedJob failing = submit(copying, bindings(copying), fromSavepoint());
    assertThat(cluster.end(failing).isSuccess(), is(false));
    assertThat(Failures.happened(), is(1));
    Failures.clear();
    SubmittedJob job = submit(definition, bindings(definition), fromSavepoint());
    JobResult result = cluster.end(job);
    assertThat(failure(result), result.isSuccess(), is(true));
  }

  void isRefused(Definition definition, String code, String... more) throws Exception {
    startAgain();
    ProblemsException refused =
        assertThrows(
            ProblemsException.class,
            () -> submit(definition, bindings(definition), fromSavepoint(more)));
    assertThat(refused.getMessage(), containsString(code));
    assertThat(
        "folders of a job that was sent", names(folder.resolve("out")), equalTo(names(kept)));
  }

  /** Another run begins, is cancelled, and its definition is to go on with this one's state. */
  void isRefusedAfterAnotherRun(Definition definition, String code) throws Exception {
    startAgain();
    cluster.cancel(submit(definition, bindings(definition), options(cluster)));
    ProblemsException refused =
        assertThrows(
            ProblemsException.class,
            () -> submit(definition, bindings(definition), fromSavepoint()));
    assertThat(refused.getMessage(), containsString(code));
  }

  private static Set<Path> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(folder::relativize).collect(Collectors.toSet());
    }
  }

  /** The launcher knows of no earlier plan, so that state itself has to say what it is. */
  void failsWhenForced(Definition definition, String code, String... more) throws Exception {
    String why = failureWhenForced(definition, more);
    for (int again = 0; again < MOST_AGAIN && isReasonLost(why); again++) {
      why = failureWhenForced(definition, more);
    }
    assertThat(why, containsString(code));
  }

  private String failureWhenForced(Definition definition, String... more) throws Exception {
    startAgain();
    try (Stream<Path> all = Files.walk(folder.resolve("out"))) {
      for (Path plan : all.filter(StoppedShop::isPlan).toList()) {
        Files.delete(plan);
      }
    }
    SubmittedJob job = submit(definition, bindings(definition), fromSavepoint(more));
    JobResult result = cluster.end(job);
    assertThat(result.isSuccess(), is(false));
    return failure(result);
  }

  /**
   * A reader that refuses its mark may fail before Flink has told it everything. Then Flink keeps
   * that it could not tell it as the reason, and the reader's own nowhere: only another attempt
   * shows what that was.
   */
  private static boolean isReasonLost(String why) {
    return why.contains("OperatorEvent from an");
  }

  private static boolean isPlan(Path file) {
    return file.getFileName().toString().startsWith("plan-");
  }

  private static String failure(JobResult result) {
    return result
        .getSerializedThrowable()
        .map(each -> each.getFullStringifiedStackTrace())
        .orElse("");
  }

  /** Everything on disk is as it was when the old job had stopped. */
  private void startAgain() throws IOException {
    delete(folder.resolve("out"));
    copy(kept, folder.resolve("out"));
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private PipelineOptions fromSavepoint(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--savepointPath=" + savepoint);
    return options(cluster, all.toArray(String[]::new));
  }

  private static PipelineOptions options(ClusterHere cluster, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(cluster.options()));
    all.add("--shipRows=100");
    Stream.of(
            "--checkpointingInterval=200",
            "--parallelism=2",
            "--shuffleGroups=4",
            "--publishEveryMillis=3600000")
        .filter(each -> Stream.of(more).noneMatch(name -> isSameOption(each, name)))
        .forEach(all::add);
    all.addAll(List.of(more));
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).create();
  }

  private static boolean isSameOption(String left, String right) {
    return left.substring(0, left.indexOf('=')).equals(right.substring(0, right.indexOf('=')));
  }

  private static SubmittedJob submit(
      Definition definition, Bindings bindings, PipelineOptions options) {
    return submit(definition, bindings, options, notice -> {});
  }

  private static SubmittedJob submit(
      Definition definition, Bindings bindings, PipelineOptions options, Consumer<String> notices) {
    return Execution.submit(definition.pipeline().plan(), bindings, options, notices);
  }

  /** All rows: those from the savepoint's positions on are read. */
  private Bindings bindings(Definition definition) throws IOException {
    Bindings all =
        definition.noted
            ? Bindings.of().read(NOTED, Rows.stream(Noted.class, List.of(noted(0), noted(1))))
            : Bindings.of().read(SALES, Rows.stream(Sale.class, List.of(sales(0), sales(1))));
    return sinks(
        definition, folder, all.read(ASKS, Rows.stream(Ask.class, List.of(asks(0), asks(1)))));
  }

  /** Rows up to where the savepoint is to be; then partitions wait at the gate. */
  private static Bindings gated(String gate) {
    return Bindings.of()
        .read(SALES, gated(Sale.class, before(sales(0)), before(sales(1)), gate))
        .read(ASKS, gated(Ask.class, before(asks(0)), before(asks(1)), gate));
  }

  /** All rows, a few at a time and not many behind each checkpoint: the gate is far. */
  private static Bindings flowing(String gate) {
    return Bindings.of()
        .read(SALES, flowing(Rows.stream(Sale.class, List.of(sales(0), sales(1))), gate))
        .read(ASKS, flowing(Rows.stream(Ask.class, List.of(asks(0), asks(1))), gate));
  }

  private static <T> Gated<T> flowing(SourceBinding<T> stream, String gate) {
    return new Gated<>(new Trickle<>(new Paced<>(stream, 20), Duration.ofMillis(25)), gate);
  }

  private static <T> Gated<T> gated(Class<T> type, List<T> first, List<T> second, String gate) {
    return new Gated<>(Rows.stream(type, List.of(first, second)), gate);
  }

  private static Bindings sinks(Definition definition, Path folder, Bindings sources) {
    Path out = folder.resolve("out");
    Bindings all =
        sources
            .write(SUMS, Rows.<Line>sink(out.resolve("sums")))
            .write(FIRSTS, folders(out, definition.firstsIn))
            .write(ANSWERS, Rows.<Line>sink(out.resolve("answers")))
            .quarantine(LATE, Rows.<Rejection>sink(out.resolve("late")));
    all = definition.copies ? all.write(COPIES, copies(out)) : all;
    return definition.items ? all.write(ITEMS, Rows.<Line>sink(out.resolve("items"))) : all;
  }

  private static SinkBinding<Line> copies(Path out) {
    return new FailingSink<>(Rows.<Line>sink(out.resolve("copies")));
  }

  @SuppressWarnings("unchecked") // an array of them cannot be made otherwise
  private static SinkBinding<Line>[] folders(Path out, List<String> names) {
    return names.stream()
        .map(name -> Rows.<Line>sink(out.resolve(name)))
        .toArray(SinkBinding[]::new);
  }

  /** What a definition gives of all rows at once. */
  List<String> batch(Definition definition, Sink<Line> sink) throws IOException {
    return batch(definition, sink, List.of(sales(0), sales(1)));
  }

  List<String> batch(Definition definition, Sink<Line> sink, List<List<Sale>> sales)
      throws IOException {
    Path out = Files.createTempDirectory(folder, "batch");
    Bindings bindings =
        Bindings.of()
            .read(SALES, Rows.partitioned(Sale.class, sales))
            .read(ASKS, Rows.partitioned(Ask.class, List.of(asks(0), asks(1))))
            .write(SUMS, Rows.<Line>sink(out.resolve("sums")))
            .write(ITEMS, Rows.<Line>sink(out.resolve("items")))
            .write(FIRSTS, Rows.<Line>sink(out.resolve("firsts")))
            .write(ANSWERS, Rows.<Line>sink(out.resolve("answers")))
            .quarantine(LATE, Rows.<Rejection>sink(out.resolve("late")));
    if (definition.copies) {
      bindings = bindings.write(COPIES, Rows.<Line>sink(out.resolve("copies")));
    }
    var unused =
        Execution.run(
            definition.pipeline().plan(), bindings, Runner.DIRECT.options(), Execution.newRunId());
    return lines(out.resolve(sink.name()));
  }

  List<String> sink(Sink<Line> sink) throws IOException {
    return lines(folder.resolve("out").resolve(sink.name()));
  }

  private static List<String> lines(Path sink) throws IOException {
    return Rows.read(Shape.of(Line.class), sink).stream().map(String::valueOf).sorted().toList();
  }

  /** Windows that were closed are there; those that were open have the rows that came later. */
  List<String> sumsWithoutWhatWasOpen(Definition definition) throws IOException {
    Instant frontier = time(BEFORE - 1).minusSeconds(10);
    Instant open = frontier.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    List<String> closed =
        batch(definition, SUMS).stream().filter(each -> startOf(each).isBefore(open)).toList();
    List<String> later = batch(definition, SUMS, List.of(after(sales(0)), after(sales(1))));
    return Stream.concat(closed.stream(), later.stream()).sorted().toList();
  }

  private static Instant startOf(String sum) {
    return Instant.parse(sum.replaceAll(".*start=([^,]*),.*", "$1"));
  }
}
