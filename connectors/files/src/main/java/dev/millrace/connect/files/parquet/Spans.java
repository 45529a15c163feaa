package dev.millrace.connect.files.parquet;

/** Values that are bytes: value i is {@code bytes[starts[i] .. ends[i])}. */
final class Spans {
  byte[] bytes = new byte[0];
  final int[] starts;
  final int[] ends;

  Spans(int capacity) {
    starts = new int[capacity];
    ends = new int[capacity];
  }

  int length(int i) {
    return ends[i] - starts[i];
  }
}
