package dev.millrace.testkit;

import dev.millrace.testkit.WindowEdges.Edge;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Times as people read them: by how far they lie from T. Microseconds. */
final class TimeText {
  static final long SECOND = 1_000_000;
  static final long DAY = 86_400 * SECOND;
  private static final long[] UNITS = {DAY, 3_600 * SECOND, 60 * SECOND};
  private static final String[] NAMES = {"d", "h", "min"};

  /** So near to an edge, a time is told by its distance from it. */
  private static final long NEAR = 10_000;

  private TimeText() {}

  /** {@code T}, {@code T - 30d}, {@code T - 30d + 1us}. */
  static String of(long time, long at, List<Edge> edges) {
    Optional<Edge> near =
        edges.stream()
            .filter(edge -> Math.abs(time - edge.at()) < NEAR)
            .filter(edge -> Math.floorMod(at - edge.at(), SECOND) == 0)
            .findFirst();
    long from = Math.abs(time - at) < NEAR ? at : near.map(Edge::at).orElse(time);
    return "T" + signed(from - at) + signed(time - from);
  }

  private static String signed(long distance) {
    return distance == 0 ? "" : (distance < 0 ? " - " : " + ") + length(Math.abs(distance));
  }

  /** {@code 1d 12h}, {@code 59min 59.999999s}, {@code 1us}; lengths are not negative. */
  static String length(long micros) {
    if (micros < SECOND) {
      return micros + "us";
    }
    List<String> parts = new ArrayList<>();
    long rest = micros;
    for (int i = 0; i < UNITS.length; i++) {
      if (rest >= UNITS[i]) {
        parts.add(rest / UNITS[i] + NAMES[i]);
        rest %= UNITS[i];
      }
    }
    if (rest > 0) {
      parts.add(BigDecimal.valueOf(rest, 6).stripTrailingZeros().toPlainString() + "s");
    }
    return String.join(" ", parts);
  }
}
