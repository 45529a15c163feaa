package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.engine.Ledger;
import dev.millrace.engine.Manifest;
import dev.millrace.launch.Millrace;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs over files of Avro and of Parquet in folders whose names hold values. */
class FoldersOfBinaryFormatsRunTest extends SalesInFolders {
  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Sink<Sale> COPIES = Sink.of("copies", Sale.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  private Bindings copying(BinaryFormat format) {
    return Bindings.of()
        .read(SALES, format.source(folder + "/in", "country", "day"))
        .write(COPIES, Files.jsonlTo(folder + "/copies"));
  }

  private static Manifest run(Pipeline pipeline, Bindings bindings) {
    return Millrace.run(
        pipeline, bindings, PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
  }

  private <T, V extends Comparable<V>> List<V> sorted(
      String written, Class<T> type, Function<T, V> value) throws IOException {
    return Gathered.from(Files.jsonl(folder + "/" + written), type).values().stream()
        .map(value)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void aFilterByWhatFoldersTellKeepsTheRowsOfTheOthers(BinaryFormat format) throws IOException {
    file(format, "in/country=UK/day=2011-01-02", 1, 2);
    file(format, "in/country=FR/day=2011-01-02", 3);
    file(format, "in/country=__HIVE_DEFAULT_PARTITION__/day=2011-01-03", 4);
    Pipeline pipeline = Pipeline.named("filter");
    pipeline
        .read(SALES)
        .filter("home", Rules.on(Sale.class).oneOf(Sale::country, Set.of("UK")))
        .to(COPIES);
    Manifest manifest = run(pipeline, copying(format));
    assertThat(sorted("copies", Sale.class, Sale::quantity), contains(1, 2, 4));
    assertThat(manifest.ledger().get("filter:home", Ledger.Place.FILTERED).count(), is(1L));
  }

  @ParameterizedTest
  @EnumSource
  void aWholeRunHasTheRowsOfAllFolders(BinaryFormat format) throws IOException {
    file(format, "in/country=UK/day=2011-01-02", 1, 2, null);
    file(format, "in/country=__HIVE_DEFAULT_PARTITION__/day=2011-01-03", 4, -5);
    Pipeline pipeline = Pipeline.named("copy");
    pipeline
        .read(SALES)
        .validate(Rules.on(Sale.class).inRange(Sale::quantity, Range.atLeast(0)))
        .quarantine(REJECTED)
        .to(COPIES);
    run(pipeline, copying(format).quarantine(REJECTED, Files.rejected(folder + "/rejected")));
    assertThat(
        sorted("copies", Sale.class, Sale::toString),
        contains(
            "Sale[quantity=1, country=UK, day=2011-01-02]",
            "Sale[quantity=2, country=UK, day=2011-01-02]",
            "Sale[quantity=4, country=null, day=2011-01-03]"));
    record Refused(String stage, long position) {}
    assertThat(
        sorted("rejected", Refused.class, Refused::toString),
        contains("Refused[stage=PARSE, position=3]", "Refused[stage=VALIDATE, position=2]"));
  }

  @ParameterizedTest
  @EnumSource
  void aFilterOfWhatTheFoldersTellKeepsWhatItWouldOfAColumn(BinaryFormat format)
      throws IOException {
    file(format, "in/country=UK/day=2011-01-02", 1, 2);
    file(format, "in/country=__HIVE_DEFAULT_PARTITION__/day=2011-01-02", 3);
    file(format, "in/country=UK/day=2012-01-02", 4);
    Pipeline pipeline = Pipeline.named("some");
    pipeline
        .read(SALES)
        .filter(
            "early",
            Rules.on(Sale.class)
                .notNull(Sale::country)
                .inRange(Sale::day, Range.atMost(LocalDate.of(2011, 12, 31))))
        .to(COPIES);
    run(pipeline, copying(format));
    assertThat(sorted("copies", Sale.class, Sale::quantity), contains(1, 2));
  }
}
