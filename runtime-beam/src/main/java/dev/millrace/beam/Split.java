package dev.millrace.beam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import java.util.ArrayList;
import java.util.List;

/**
 * What one worker reads at a stretch: extents of about one size, so that small files are read
 * together and large ones apart.
 *
 * @param index from 0, in the order of the source; parts are published in this order
 */
record Split(int index, List<Extent> extents) {
  static final long MOST_BYTES = 32L << 20;
  private static final long LEAST_BYTES = 1L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Deals extents out: at least two splits for each worker where there is enough to read. */
  static List<Split> of(List<InputPartition> partitions, int parallelism) {
    long total = partitions.stream().mapToLong(InputPartition::bytes).sum();
    long wanted = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, total / (2L * parallelism)));
    List<Split> splits = new ArrayList<>();
    List<Extent> open = new ArrayList<>();
    long bytes = 0;
    for (InputPartition partition : partitions) {
      for (Extent extent : partition.extents()) {
        open.add(extent);
        bytes += extent.bytes();
        if (bytes >= wanted) {
          splits.add(new Split(splits.size(), List.copyOf(open)));
          open.clear();
          bytes = 0;
        }
      }
    }
    if (!open.isEmpty()) {
      splits.add(new Split(splits.size(), List.copyOf(open)));
    }
    return splits;
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a split is plain values", e);
    }
  }

  static Split fromJson(String json) {
    try {
      return JSON.readValue(json, Split.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not a split: " + json, e);
    }
  }
}
