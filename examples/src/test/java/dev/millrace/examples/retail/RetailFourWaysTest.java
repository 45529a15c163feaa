package dev.millrace.examples.retail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.Rejection;
import dev.millrace.connect.Replay;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.feature.FeatureEvaluator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The retail pipeline as a batch and as a stream, on the direct runner and on Flink. */
class RetailFourWaysTest {
  private static final String[] DIRECT = {
    "--runner=DirectRunner",
    "--enforceImmutability=false",
    "--enforceEncodability=false",
    "--publishEveryMillis=2592000000",
    "--shuffleGroups=4"
  };
  private static final String[] FLINK = {
    "--runner=FlinkRunner",
    "--flinkMaster=[local]",
    "--parallelism=2",
    "--publishEveryMillis=2592000000",
    "--shuffleGroups=4"
  };
  private static final Path REAL = Path.of("..", "..", "shared", "data", "online-retail", "by-day");

  @TempDir Path folder;
  private Path sample;
  private List<InvoiceLine> valid;
  private List<Label> labels;

  @BeforeEach
  void writeSample() throws IOException {
    sample = folder.resolve("sample");
    SampleData.write(sample, 20_000, 42);
    label(sample);
  }

  private void label(Path lines) throws IOException {
    valid = ValidLinesTest.read(ValidLinesTest.publish(csv(lines), folder));
    Labels made = new Labels();
    valid.forEach(made::add);
    labels = made.all();
  }

  @Test
  void inOrderAllFourWaysGiveTheSameDaysTrainingSetAndRejects() throws IOException {
    RetailRun reference = assertAllFourWaysAreTheSame(sample);

    assertThat(reference.training(), equalTo(askedOneByOne()));
    assertThat(reference.training().size(), is(2_526));
    assertThat(count(reference, TrainingRow::buysNext30d), is(375L));
    assertThat(sum(reference, TrainingRow::lines30d), is(12_812L));
    assertThat(sum(reference, TrainingRow::invoices90d), is(2_242L));
  }

  @Test
  void outOfOrderBothStreamsDecideTheSameAndWhatIsNotLateIsCounted() throws IOException {
    RetailRun batch = RetailRun.of(csv(sample), batch(), folder.resolve("a"), DIRECT);
    RetailRun direct = RetailRun.of(outOfOrder(sample), stream(), folder.resolve("b"), DIRECT);
    RetailRun flink = RetailRun.of(outOfOrder(sample), stream(), folder.resolve("c"), FLINK);

    assertThat(
        flink.daily().stream().map(String::valueOf).sorted().toList(), equalTo(days(direct)));
    assertThat(rejects(flink), equalTo(rejects(direct)));
    assertThat(flink.training(), equalTo(direct.training()));
    assertThat(direct.training().size(), is(labels.size()));
    assertThat(late(direct), greaterThan(100L));
    assertThat(late(flink), is(late(direct)));
    assertThat(direct.lines() + late(direct), is(batch.lines()));
    assertThat(direct.rejections().size() - late(direct), is((long) batch.rejections().size()));
  }

  @Test
  void theRealDataGiveTheKnownFiguresAllFourWays() throws IOException {
    assumeTrue(Files.isDirectory(REAL), "there is no " + REAL.normalize());
    label(REAL);
    RetailRun run = assertAllFourWaysAreTheSame(REAL);

    assertThat(run.read(), is(541_909L));
    assertThat(run.lines(), is(404_876L));
    assertThat(run.rejections().size(), is(137_033));
    assertThat(run.daily().size(), is(1_657));
    assertThat(run.revenue(), equalTo(new BigDecimal("8286663.32")));
    assertThat(run.training(), equalTo(askedOneByOne()));
    assertThat(run.training().size(), is(28_662));
    assertThat(count(run, TrainingRow::buysNext30d), is(8_080L));
    assertThat(sum(run, TrainingRow::lines30d), is(318_362L));
    assertThat(sum(run, TrainingRow::invoices90d), is(46_655L));
    assertThat(sum(run, TrainingRow::returns90d), is(18_419L));
    assertThat(count(run, row -> row.maxLine90d() == null), is(8_238L));
    assertThat(
        sum(run, row -> Objects.requireNonNullElse(row.daysSinceLast(), 1_000_000L)),
        is(2_019_577L));
    assertThat(
        run.training().stream()
            .map(row -> new BigDecimal(row.spend30d()))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .setScale(2, RoundingMode.HALF_EVEN),
        equalTo(new BigDecimal("6746771.09")));
  }

  private static long count(RetailRun run, Predicate<TrainingRow> which) {
    return run.training().stream().filter(which).count();
  }

  private static long sum(RetailRun run, ToLongFunction<TrainingRow> column) {
    return run.training().stream().mapToLong(column).sum();
  }

  private RetailRun assertAllFourWaysAreTheSame(Path lines) throws IOException {
    RetailRun reference = RetailRun.of(csv(lines), batch(), folder.resolve("direct"), DIRECT);
    assertSame(RetailRun.of(csv(lines), batch(), folder.resolve("flink"), FLINK), reference);
    Path direct = folder.resolve("direct-stream");
    assertSame(RetailRun.of(inOrder(lines), stream(), direct, DIRECT), reference);
    Path flink = folder.resolve("flink-stream");
    assertSame(RetailRun.of(inOrder(lines), stream(), flink, FLINK), reference);
    return reference;
  }

  private SourceBinding<Label> batch() {
    return Rows.source(Label.class, labels);
  }

  private SourceBinding<Label> stream() {
    return Rows.stream(Label.class, List.of(labels));
  }

  /** What a service would answer that has seen all valid lines. */
  private List<TrainingRow> askedOneByOne() {
    FeatureEvaluator<String, InvoiceLine, CustomerSpend> evaluator = Retail.SPEND.evaluator();
    valid.forEach(evaluator::update);
    return labels.stream()
        .map(label -> row(label, evaluator.get(label.customerId(), label.at())))
        .toList();
  }

  private static TrainingRow row(Label label, CustomerSpend spend) {
    return new TrainingRow(
        label.customerId(),
        label.at(),
        label.buysNext30d(),
        spend.spend30d(),
        spend.lines30d(),
        spend.invoices90d(),
        spend.maxLine90d(),
        spend.returns90d(),
        spend.lastCountry(),
        spend.meanLine30d(),
        spend.daysSinceLast());
  }

  private static void assertSame(RetailRun run, RetailRun reference) {
    assertThat(days(run), equalTo(days(reference)));
    assertThat(run.training(), equalTo(reference.training()));
    assertThat(rejects(run), equalTo(rejects(reference)));
    assertThat(run.countedRules(), equalTo(reference.countedRules()));
    assertThat(late(run), is(0L));
  }

  private static long late(RetailRun run) {
    return run.manifest().ledger().get("timestamps:invoice-lines", Place.LATE).count();
  }

  private static List<String> days(RetailRun run) {
    return run.daily().stream().map(String::valueOf).sorted().toList();
  }

  /** Positions differ between files and their replay; bytes and reasons do not. */
  private static List<String> rejects(RetailRun run) {
    return run.rejections().stream().map(RetailFourWaysTest::shown).sorted().toList();
  }

  private static String shown(Rejection rejection) {
    return rejection.step() + " " + rejection.rules() + " " + Arrays.toString(rejection.raw());
  }

  /** Days are dealt out to the partitions, each in the order of its time. */
  private static SourceBinding<Object> inOrder(Path folder) {
    return Replay.of(csv(folder)).partitions(4);
  }

  private static SourceBinding<Object> outOfOrder(Path folder) {
    return Replay.of(csv(folder)).partitions(4).seed(11).disorder(30).late(0.01, 2_000);
  }

  private static SourceBinding<Object> csv(Path folder) {
    return dev.millrace.connect.files.Files.csv(folder.toString()).zone(ZoneId.of("Europe/London"));
  }
}
