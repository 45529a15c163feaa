package dev.millrace.connect.files.avro;

import java.util.List;

/**
 * How records of one schema become rows of a shape. Holds buffers: one per reader.
 *
 * @param record reads one of them
 * @param leastBytes what one of them takes at least
 * @param extra fields that no component reads
 * @param mismatches why it cannot be done; then there is nothing to read with
 */
record ReadPlan(
    RecordReader record, int leastBytes, List<String> extra, List<Mismatch> mismatches) {
  ReadPlan {
    extra = List.copyOf(extra);
    mismatches = List.copyOf(mismatches);
  }
}
