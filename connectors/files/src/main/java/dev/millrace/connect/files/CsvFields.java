package dev.millrace.connect.files;

import java.util.Arrays;

/** Where the fields of a record of CSV stand in the bytes of a window, and how they are quoted. */
final class CsvFields {
  /** Fields beyond this many are counted, not kept. */
  static final int MAX_FIELDS = 1 << 16;

  /** Marks in {@link #quoting}. */
  static final byte PLAIN = 0;

  static final byte QUOTED = 1;

  /** Quoted, with doubled quotes inside. */
  static final byte DOUBLED = 2;

  /** How many the record has; those beyond {@link #MAX_FIELDS} are only counted. */
  int count;

  /** Where each field starts and ends, within its quotes; and how it is quoted. */
  int[] starts = new int[32];

  int[] ends = new int[32];
  byte[] quoting = new byte[32];

  /** Whether any field is quoted. */
  boolean hasQuotes;

  /** Whether any field is {@link #DOUBLED}. */
  boolean hasDoubledQuotes;

  /** Where the fields of the record begin in {@link #starts} and the others. */
  private int base;

  /** A record begins, whose fields are kept from an index on. */
  void begin(int at) {
    base = at;
    hasQuotes = false;
    hasDoubledQuotes = false;
  }

  /** Keeps a field of the record that has begun. */
  void put(int field, int from, int to, byte mark) {
    int at = base + field;
    if (at >= starts.length) {
      if (at >= MAX_FIELDS) {
        return;
      }
      int size = 2 * starts.length;
      starts = Arrays.copyOf(starts, size);
      ends = Arrays.copyOf(ends, size);
      quoting = Arrays.copyOf(quoting, size);
    }
    starts[at] = from;
    ends[at] = to;
    quoting[at] = mark;
  }

  /** How a field is quoted that is kept at an index. */
  byte quotingOf(int field) {
    return hasQuotes ? quoting[field] : PLAIN;
  }
}
