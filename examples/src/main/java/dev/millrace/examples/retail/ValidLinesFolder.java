package dev.millrace.examples.retail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lines that {@link ValidLines} published as CSV, read in plain Java: for programs that have
 * neither Beam nor a connector.
 */
final class ValidLinesFolder {
  private static final String PART = ".csv";
  private static final List<String> COLUMNS =
      List.of(
          "invoiceNo",
          "stockCode",
          "description",
          "quantity",
          "invoicedAt",
          "unitPrice",
          "amount",
          "customerId",
          "country");

  private ValidLinesFolder() {}

  /**
   * Hands over every line, part by part in the order of their names.
   *
   * @throws NoSuchFileException when there is no such folder, or no part in it
   * @throws IllegalArgumentException when a file holds something else; lines before it were handed
   *     over
   */
  static void read(Path folder, Consumer<InvoiceLine> lines) throws IOException {
    // A link that a run may replace meanwhile: all parts are of the run it leads to now.
    Path run = folder.toRealPath();
    List<Path> parts;
    try (Stream<Path> files = Files.list(run)) {
      parts = files.filter(file -> file.toString().endsWith(PART)).sorted().toList();
    }
    if (parts.isEmpty()) {
      throw new NoSuchFileException(folder.toString(), null, "no " + PART + " file is in it");
    }
    for (Path part : parts) {
      try (BufferedReader text = Files.newBufferedReader(part)) {
        readPart(part, text, lines);
      }
    }
  }

  private static void readPart(Path part, Reader text, Consumer<InvoiceLine> lines)
      throws IOException {
    CsvRecords records = new CsvRecords(text);
    List<@Nullable String> header = records.next();
    if (!COLUMNS.equals(header)) {
      throw new IllegalArgumentException(
          "%s has the columns %s. Valid lines have %s.".formatted(part, header, COLUMNS));
    }
    for (List<@Nullable String> record = records.next(); record != null; record = records.next()) {
      try {
        lines.accept(line(record));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException("%s holds %s".formatted(part, record), e);
      }
    }
  }

  private static InvoiceLine line(List<@Nullable String> record) {
    return new InvoiceLine(
        Objects.requireNonNull(record.get(0)),
        Objects.requireNonNull(record.get(1)),
        record.get(2),
        Integer.parseInt(record.get(3)),
        Instant.parse(record.get(4)),
        Double.parseDouble(record.get(5)),
        Double.parseDouble(record.get(6)),
        record.get(7),
        Objects.requireNonNull(record.get(8)));
  }
}
