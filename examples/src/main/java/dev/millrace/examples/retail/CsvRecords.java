package dev.millrace.examples.retail;

import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of an RFC 4180 text, as the files connector writes it. */
final class CsvRecords {
  private static final int END = -1;

  private final Reader text;
  private int next;

  /**
   * @param text buffered; it is read character by character
   */
  CsvRecords(Reader text) throws IOException {
    this.text = text;
    this.next = text.read();
  }

  /**
   * The fields of the next record: null where nothing stands, and the empty string where two quotes
   * do. Null behind the last record.
   *
   * @throws EOFException when the text ends inside quotes
   */
  @Nullable List<@Nullable String> next() throws IOException {
    if (next == END) {
      return null;
    }
    List<@Nullable String> fields = new ArrayList<>();
    fields.add(field());
    while (next == ',') {
      advance();
      fields.add(field());
    }
    if (next == '\r') {
      advance();
    }
    advance();
    return fields;
  }

  private @Nullable String field() throws IOException {
    if (next == '"') {
      return quoted();
    }
    StringBuilder field = new StringBuilder();
    while (next != ',' && next != '\r' && next != '\n' && next != END) {
      field.append((char) next);
      advance();
    }
    return field.isEmpty() ? null : field.toString();
  }

  private String quoted() throws IOException {
    StringBuilder field = new StringBuilder();
    advance();
    while (true) {
      if (next == END) {
        throw new EOFException("the text ends inside quotes: " + field);
      }
      if (next == '"') {
        advance();
        if (next != '"') {
          return field.toString();
        }
      }
      field.append((char) next);
      advance();
    }
  }

  private void advance() throws IOException {
    next = text.read();
  }
}
