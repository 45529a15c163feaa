package dev.millrace.metrics;

import dev.millrace.plan.Times;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far a source is behind, in one process: the least of what its splits have reported. Times are
 * microseconds UTC. Thread-safe.
 */
public final class SourceLag {
  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final long EVERYTHING = Long.MAX_VALUE;

  /** What a split has reported last. */
  private record Report(long frontier, long readUpTo) {}

  private final Map<Integer, Report> bySplit = new ConcurrentHashMap<>();

  SourceLag() {}

  /**
   * Where a split stands. Costs an object: to be called for a poll, not for a row.
   *
   * @param split its place among the splits of the source
   * @param frontier {@code Long.MIN_VALUE} before there is one, {@code Long.MAX_VALUE} at the end
   * @param readUpTo what came into the source before this time has been read; {@code
   *     Long.MAX_VALUE} for everything, {@code Long.MIN_VALUE} where nobody knows
   */
  public void report(int split, long frontier, long readUpTo) {
    bySplit.put(split, new Report(frontier, readUpTo));
  }

  /** The split is read elsewhere from now on, or nowhere. */
  public void forget(int split) {
    bySplit.remove(split);
  }

  /**
   * The least frontier. Empty before every split has one, and when all have ended: a split that has
   * ended holds nobody.
   */
  public OptionalLong frontier() {
    return known(bySplit.values().stream().mapToLong(Report::frontier).min());
  }

  /**
   * How long the frontier is behind the clock, in microseconds; less than 0 where events are ahead
   * of the clock. Empty as {@link #frontier}.
   */
  public OptionalLong frontierLag(long now) {
    OptionalLong frontier = frontier();
    return frontier.isEmpty() ? frontier : OptionalLong.of(Times.minus(now, frontier.getAsLong()));
  }

  private static OptionalLong known(OptionalLong least) {
    return least.isPresent() && least.getAsLong() != UNKNOWN && least.getAsLong() != EVERYTHING
        ? least
        : OptionalLong.empty();
  }

  /**
   * How long ago the oldest of the records came in that the splits read last, in microseconds; 0
   * when all that there was has been read, and never less. Empty where a split does not know, and
   * when all have ended.
   */
  public OptionalLong ingestionLag(long now) {
    OptionalLong least =
        bySplit.values().stream()
            .filter(each -> each.frontier() != EVERYTHING)
            .mapToLong(Report::readUpTo)
            .min();
    if (least.isEmpty() || least.getAsLong() == UNKNOWN) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.max(0, Times.minus(now, least.getAsLong())));
  }
}
