package dev.millrace.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Histories that can be asked together: none of a lane has the key of another. */
final class Lanes {
  private Lanes() {}

  /** The places of the histories in each lane: one lane, where all keys are different. */
  static List<List<Integer>> of(List<History> histories) {
    List<List<Integer>> lanes = new ArrayList<>();
    List<Set<@Nullable Object>> keys = new ArrayList<>();
    for (int place = 0; place < histories.size(); place++) {
      Object key = RowValue.of(histories.get(place).key());
      int lane = 0;
      while (lane < lanes.size() && keys.get(lane).contains(key)) {
        lane++;
      }
      if (lane == lanes.size()) {
        lanes.add(new ArrayList<>());
        keys.add(new HashSet<>());
      }
      lanes.get(lane).add(place);
      keys.get(lane).add(key);
    }
    return lanes;
  }
}
