package dev.millrace.connect.files.parquet;

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
import dev.millrace.connect.files.Files;
import dev.millrace.launch.Millrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs from Parquet to Parquet. */
class ParquetRunTest {
  private static final int ROWS = 20_000;

  record Loose(long id, @Nullable Integer quantity, String country) {}

  record Sale(long id, int quantity, String country) {}

  private static final Source<Sale> SALES = Source.of("sales", Sale.class);
  private static final Sink<Sale> COPIES = Sink.of("copies", Sale.class);
  private static final Quarantine REJECTED = Quarantine.of("rejected");

  @TempDir Path folder;

  @BeforeEach
  void writeInput() throws IOException {
    List<Loose> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(new Loose(i, i == 7 ? null : i == 9 ? -1 : i % 100, i % 3 == 0 ? "UK" : "France"));
    }
    java.nio.file.Files.createDirectories(folder.resolve("in"));
    ParquetSink sink = ParquetSink.of("out").rowGroupBytes(10_000);
    Written.to(folder.resolve("in/a.parquet"), sink, Loose.class, rows);
  }

  private void run() {
    Pipeline pipeline = Pipeline.named("copy");
    pipeline
        .read(SALES)
        .validate(Rules.on(Sale.class).inRange(Sale::quantity, Range.atLeast(0)))
        .quarantine(REJECTED)
        .to(COPIES);
    Millrace.run(
        pipeline,
        Bindings.of()
            .read(SALES, Files.parquet(folder + "/in"))
            .write(COPIES, Files.parquetTo(folder + "/copies"))
            .quarantine(REJECTED, Files.rejected(folder + "/rejected")),
        PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
  }

  @Test
  void rowsGoThroughAndWhatDoesNotFitIsQuarantinedByItsPosition() throws IOException {
    run();
    Reading<Sale> copies = Reading.of(Files.parquet(folder + "/copies"), Sale.class);
    assertThat(copies.rows, hasSize(ROWS - 2));
    copies.rows.sort(Comparator.comparing(Sale::id));
    assertThat(copies.rows.get(6), equalTo(new Sale(6, 6, "UK")));
    assertThat(copies.rows.get(7), equalTo(new Sale(8, 8, "France")));
    try (var parts = java.nio.file.Files.list(folder.resolve("rejected"))) {
      List<String> lines = new ArrayList<>();
      for (Path part : parts.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
        lines.addAll(java.nio.file.Files.readAllLines(part));
      }
      lines.sort(Comparator.comparing(line -> line.replaceAll(".*\"position\":(\\d+).*", "$1")));
      assertThat(lines, hasSize(2));
      assertThat(
          lines.get(1),
          allOf(
              containsString("in/a.parquet\",\"position\":8,"),
              containsString("\"stage\":\"PARSE\""),
              containsString("\"rule\":\"quantity is int\""),
              containsString("\"raw\":\"\"")));
      assertThat(
          lines.get(0),
          allOf(containsString("\"position\":10,"), containsString("\"stage\":\"VALIDATE\"")));
    }
  }

  @Test
  void aDamagedFileFailsTheRunWithItsPlaceAndNothingIsPublished() throws IOException {
    Path file = folder.resolve("in/a.parquet");
    byte[] bytes = java.nio.file.Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    java.nio.file.Files.write(file, bytes);
    RuntimeException failure = assertThrows(RuntimeException.class, this::run);
    assertThat(
        failure.getMessage(),
        allOf(
            containsString("[MR-R006] read:sales"),
            containsString("[MR-C121] " + file + ", row group of row ")));
    assertThat(java.nio.file.Files.exists(folder.resolve("copies")), equalTo(false));
  }
}
