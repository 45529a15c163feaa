package dev.millrace.connect.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The first record of a CSV file that is not blank.
 *
 * @param names of the columns
 * @param fault why it cannot be read; empty when it can
 */
record CsvHeader(List<String> names, String fault) {
  private static final int BUFFER = 8 * 1024;

  CsvHeader {
    names = List.copyOf(names);
  }

  boolean isReadable() {
    return fault.isEmpty();
  }

  String describe() {
    return isReadable() ? String.join(", ", names) : fault;
  }

  static CsvHeader read(String name, Path file, CsvFormat format) throws IOException {
    try (ByteWindow in = new ByteWindow(name, file, 0, Files.size(file), BUFFER)) {
      CsvScanner scanner = new CsvScanner(in, 1, format.limits().record(), format.delimiter());
      boolean found = scanner.next();
      while (found && scanner.isBlank()) {
        found = scanner.next();
      }
      return found ? of(scanner) : new CsvHeader(List.of(), "it has no record at all");
    }
  }

  private static CsvHeader of(CsvScanner record) {
    RecordScanner.ScanFault fault = record.fault;
    if (fault != null) {
      return new CsvHeader(List.of(), "its header cannot be read: " + fault.observed());
    }
    byte[] bytes = record.in.bytes();
    if (Utf8Text.firstFault(bytes, record.start, record.contentEnd) >= 0) {
      return new CsvHeader(List.of(), "its header is not UTF-8");
    }
    if (record.fields.count > CsvFields.MAX_FIELDS) {
      return new CsvHeader(List.of(), "its header has " + record.fields.count + " columns");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < record.fields.count; i++) {
      int from = record.fields.starts[i];
      String text = new String(bytes, from, record.fields.ends[i] - from, StandardCharsets.UTF_8);
      boolean doubled = record.fields.quotingOf(i) == CsvFields.DOUBLED;
      names.add(doubled ? text.replace("\"\"", "\"") : text);
    }
    return new CsvHeader(names, "");
  }
}
