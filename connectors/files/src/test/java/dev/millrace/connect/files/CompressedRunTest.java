package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.engine.Manifest;
import dev.millrace.launch.Millrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs from compressed files in folders with keys to compressed files. */
class CompressedRunTest {
  record Sale(int quantity, String country, LocalDate day) {}

  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Sink<Sale> COPIES = Sink.of("copies", Sale.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  @TempDir Path folder;

  private void file(String name, String text, int less) throws IOException {
    Path file = folder.resolve("in").resolve(name);
    java.nio.file.Files.createDirectories(file.getParent());
    byte[] stored = Packed.bytes(Compression.of(file), text.getBytes(StandardCharsets.UTF_8));
    java.nio.file.Files.write(file, Arrays.copyOf(stored, stored.length - less));
  }

  private Manifest run() {
    Pipeline pipeline = Pipeline.named("copy");
    pipeline
        .read(SALES)
        .validate(Rules.on(Sale.class).inRange(Sale::quantity, Range.atLeast(0)))
        .quarantine(REJECTED)
        .to(COPIES);
    return Millrace.run(
        pipeline,
        Bindings.of()
            .read(SALES, Files.csv(folder + "/in").partitionedBy("country", "day"))
            .write(COPIES, Files.jsonlTo(folder + "/copies").compression(Compression.ZSTD))
            .quarantine(
                REJECTED, Files.rejected(folder + "/rejected").compression(Compression.GZIP)),
        PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
  }

  @Test
  void whatIsCompressedAndInFoldersIsReadAndWritten() throws IOException {
    file("country=UK/day=2011-01-02/a.csv.gz", "quantity\n1\n2\nthree\n", 0);
    file("country=UK/day=2011-01-03/a.csv", "quantity\n4\n-5\n", 0);
    file("country=France/day=2011-01-02/a.csv.zst", "quantity\n6\n", 0);
    run();
    Gathered<Sale> copies = Gathered.from(Files.jsonl(folder + "/copies"), Sale.class);
    assertThat(copies.rejects, hasSize(0));
    assertThat(
        copies.values().stream().map(Sale::toString).sorted().toList(),
        equalTo(
            List.of(
                "Sale[quantity=1, country=UK, day=2011-01-02]",
                "Sale[quantity=2, country=UK, day=2011-01-02]",
                "Sale[quantity=4, country=UK, day=2011-01-03]",
                "Sale[quantity=6, country=France, day=2011-01-02]")));
    record Refused(String partition, long position, String rawText) {}
    Gathered<Refused> refused = Gathered.from(Files.jsonl(folder + "/rejected"), Refused.class);
    assertThat(
        refused.values().stream()
            .map(row -> row.position() + " " + row.rawText())
            .sorted()
            .toList(),
        equalTo(List.of("3 -5", "4 three")));
  }

  @Test
  void aDamagedFileFailsTheRunWithItsNameAndNothingIsPublished() throws IOException {
    StringBuilder text = new StringBuilder("quantity\n");
    for (int i = 0; i < 50_000; i++) {
      text.append(i * 2_654_435_761L % 1_000_003).append('\n');
    }
    file("country=UK/day=2011-01-02/a.csv.gz", text.toString(), 1000);
    RuntimeException failure = assertThrows(RuntimeException.class, this::run);
    assertThat(
        failure.getMessage(),
        allOf(
            containsString("[MR-R006] read:sales"),
            containsString("[MR-C114] " + folder + "/in/country=UK/day=2011-01-02/a.csv.gz is"),
            containsString("it ends before its compressed content does")));
    assertThat(java.nio.file.Files.exists(folder.resolve("copies")), equalTo(false));
  }
}
