package dev.millrace.aggregate;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The k most frequent of the values it is given. Equally frequent values stand in their natural
 * order, and those that this takes for equal in the order of their canonical bytes.
 */
final class Ranking {
  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingLong((Candidate each) -> each.times)
          .reversed()
          .thenComparing(each -> each.value, Ranking::compare)
          .thenComparing(each -> each.canonical, Arrays::compareUnsigned);

  private final int k;
  private final PriorityQueue<Candidate> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());

  Ranking(int k) {
    this.k = k;
  }

  /** Whether a value that occurs so often may be among the best: ask before making an object. */
  boolean admits(long times) {
    return worstFirst.size() < k || times >= worstFirst.element().times;
  }

  void add(long times, Object value, byte[] canonical) {
    Candidate candidate = new Candidate(times, value, canonical);
    if (worstFirst.size() < k) {
      worstFirst.add(candidate);
    } else if (BEST_FIRST.compare(candidate, worstFirst.element()) < 0) {
      worstFirst.remove();
      worstFirst.add(candidate);
    }
  }

  /** The values, best first; unmodifiable. The ranking is empty afterwards. */
  List<Object> best() {
    Object[] best = new Object[worstFirst.size()];
    for (int i = best.length - 1; i >= 0; i--) {
      best[i] = worstFirst.remove().value;
    }
    return Collections.unmodifiableList(Arrays.asList(best));
  }

  @SuppressWarnings("unchecked") // values of one component, which is of a Comparable class
  private static int compare(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  private static final class Candidate {
    private final long times;
    private final Object value;
    private final byte[] canonical;

    private Candidate(long times, Object value, byte[] canonical) {
      this.times = times;
      this.value = value;
      this.canonical = canonical;
    }
  }
}
