package dev.millrace.connect.files.parquet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import dev.millrace.testkit.PipelineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that skips row groups is the run that reads them, but for what it reads. */
class SkippedGroupsRunTest {
  private static final int CASES = 8;

  record Total(boolean flag, Instant start, long rows) {}

  private static final Source<Sample> SAMPLES = Source.of("samples", Sample.class);
  private static final Sink<Sample> COPIES = Sink.of("copies", Sample.class);
  private static final Sink<Total> TOTALS = Sink.of("totals", Total.class);
  private static final Quarantine BAD = Quarantine.of("bad");

  @TempDir Path folder;

  /** The same files for a reader that is told of no condition. */
  private record Whole(ParquetSource source) implements SourceBinding<Object> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return source.describe();
    }

    @Override
    public List<Problem> check(String port, Shape<Object> shape) {
      return source.check(port, shape);
    }

    @Override
    public List<InputPartition> partitions(Shape<Object> shape, long extentBytes)
        throws IOException {
      return source.partitions(shape, extentBytes);
    }

    @Override
    public RowReader<Object> open(Shape<Object> shape, Projection projection, Extent extent)
        throws IOException {
      return source.open(shape, projection.ofAllRows(), extent);
    }
  }

  @Test
  void rowsCountsAndLedgerDoNotTellWhetherGroupsWereSkipped() throws IOException {
    int withSkips = 0;
    long rows = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      List<Sample> samples = Sample.rows(random);
      Path file = folder.resolve(seed + ".parquet");
      if (seed % 2 == 0) {
        Sample.write(file, samples);
      } else {
        Sample.write(file, samples, ChronoUnit.MILLIS, 2);
      }
      ParquetSource source = ParquetSource.of(file.toString());
      Wanted wanted = Wanted.some(random, samples);
      Pipeline pipeline = seed % 4 < 2 ? copies(wanted) : totals(wanted);

      PipelineTest.Result whole =
          PipelineTest.of(pipeline).givenFrom(SAMPLES, new Whole(source)).run();
      PipelineTest.Result skipping = PipelineTest.of(pipeline).givenFrom(SAMPLES, source).run();

      String why = seed + " " + wanted;
      assertThat(why, transcript(skipping), equalTo(transcript(whole)));
      long unwanted = samples.stream().filter(sample -> !wanted.isMetBy(sample)).count();
      assertThat(
          why,
          skipping.manifest().ledger().get("filter:wanted", Place.FILTERED).count(),
          equalTo(unwanted));
      rows += samples.size() - unwanted;
      withSkips += hashes(skipping).equals(hashes(whole)) ? 0 : 1;
    }
    // The hash says what was read: it differs where something was not.
    assertThat(withSkips, greaterThan(CASES / 4));
    assertThat(rows, greaterThan(100L));
  }

  private static Records<Sample> filtered(Pipeline pipeline, Wanted wanted) {
    return pipeline
        .read(SAMPLES)
        .filter("wanted", wanted.filter())
        .validate(Rules.on(Sample.class).inRange(Sample::whole, Range.atLeast(-5)))
        .quarantine(BAD);
  }

  private static Pipeline copies(Wanted wanted) {
    Pipeline pipeline = Pipeline.named("copies");
    filtered(pipeline, wanted).to(COPIES);
    return pipeline;
  }

  /** Needs few columns. */
  private static Pipeline totals(Wanted wanted) {
    Pipeline pipeline = Pipeline.named("totals");
    filtered(pipeline, wanted)
        .timestamps(Sample::at, Lateness.none())
        .keyBy(Sample::flag)
        .window(Window.tumbling(Duration.ofMillis(5)))
        .aggregate("totals")
        .as(Total.class)
        .key(Total::flag, Sample::flag)
        .start(Total::start)
        .set(Total::rows, Aggregations.count())
        .build()
        .to(TOTALS);
    return pipeline;
  }

  private static List<String> transcript(PipelineTest.Result result) {
    Manifest manifest = result.manifest();
    List<String> lines = new ArrayList<>();
    Sink<?> sink =
        manifest.outputs().stream().anyMatch(output -> output.port().equals(COPIES.name()))
            ? COPIES
            : TOTALS;
    result.rows(sink).stream().map(String::valueOf).sorted().forEach(lines::add);
    result.rejections(BAD).stream()
        .map(reject -> "bad " + reject.position() + " " + reject.failures())
        .sorted()
        .forEach(lines::add);
    manifest.ledger().entries().stream()
        .filter(entry -> entry.tally().count() > 0)
        .forEach(entry -> lines.add(entry.toString()));
    manifest.rules().forEach(rule -> lines.add(rule.toString()));
    manifest.inputs().forEach(input -> lines.add(input.partition() + " " + input.records()));
    return lines;
  }

  private static List<String> hashes(PipelineTest.Result result) {
    return result.manifest().inputs().stream()
        .flatMap(input -> input.extents().stream().map(Manifest.Input.Extent::hash))
        .toList();
  }
}
