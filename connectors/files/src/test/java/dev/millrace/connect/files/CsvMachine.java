package dev.millrace.connect.files;

import java.util.ArrayList;
import java.util.List;

/**
 * The oracle: CSV one character at a time, over a whole file in memory. A text of Latin-1
 * characters, so that a character is a byte.
 */
final class CsvMachine {
  /** A record that is well-formed: its fields, each as {@code text} or {@code "text"}. */
  record Parsed(long line, String raw, boolean wellFormed, List<String> fields) {}

  private final String text;
  private final char delimiter;
  private int at;
  private long line = 1;

  CsvMachine(String text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  List<Parsed> records() {
    List<Parsed> records = new ArrayList<>();
    while (at < text.length()) {
      records.add(record());
    }
    return records;
  }

  private Parsed record() {
    int start = at;
    long firstLine = line;
    List<String> fields = new ArrayList<>();
    while (true) {
      StringBuilder field = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        int open = at;
        if (!quoted(field) || !atEndOfField()) {
          return malformed(start, open, firstLine);
        }
      } else {
        while (at < text.length() && !atEndOfField()) {
          field.append(text.charAt(at++));
        }
      }
      fields.add(field.toString());
      if (at < text.length() && text.charAt(at) == delimiter) {
        at++;
        continue;
      }
      String raw = text.substring(start, at);
      skipLineEnd();
      line = firstLine + newlines(start, at) + (text.startsWith("\n", at - 1) ? 0 : 1);
      return new Parsed(firstLine, raw, true, fields);
    }
  }

  /** Reads to behind the closing quote; false when there is none. */
  private boolean quoted(StringBuilder field) {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        field.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  private boolean atEndOfField() {
    return at == text.length()
        || text.charAt(at) == delimiter
        || text.charAt(at) == '\n'
        || text.startsWith("\r\n", at);
  }

  private void skipLineEnd() {
    if (text.startsWith("\r\n", at)) {
      at += 2;
    } else if (at < text.length()) {
      at++;
    }
  }

  /** The record is everything to the end of the line of the quote. */
  private Parsed malformed(int start, int open, long firstLine) {
    int feed = text.indexOf('\n', open);
    int end = feed < 0 ? text.length() : feed;
    at = feed < 0 ? end : feed + 1;
    line = firstLine + newlines(start, at);
    int content = end > start && feed >= 0 && text.charAt(end - 1) == '\r' ? end - 1 : end;
    return new Parsed(firstLine, text.substring(start, content), false, List.of());
  }

  private long newlines(int from, int to) {
    return text.substring(from, to).chars().filter(c -> c == '\n').count();
  }
}
