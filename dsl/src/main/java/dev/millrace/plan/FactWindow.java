package dev.millrace.plan;

import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Which facts of a key a feature looks at, before a time T (SEMANTICS S4, S9). Lengths are in
 * microseconds.
 *
 * @param length of the window; {@link #FOREVER} for all facts
 * @param facts at most so many facts, the latest; {@link Integer#MAX_VALUE} for all of them
 * @param offset how long before T the window ends
 * @param hop the grid on which the window begins; 0 where it begins exactly {@code length} before
 *     its end
 */
public record FactWindow(long length, int facts, long offset, long hop) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The length of a window that has no beginning. */
  public static final long FOREVER = Long.MAX_VALUE;

  /** The facts of so many microseconds. */
  public static FactWindow of(long length) {
    return new FactWindow(length, Integer.MAX_VALUE, 0, 0);
  }

  /** The latest facts. */
  public static FactWindow ofLast(int facts) {
    return new FactWindow(FOREVER, facts, 0, 0);
  }

  /** A window that ends so long before T. */
  public FactWindow before(long micros) {
    return new FactWindow(length, facts, micros, hop);
  }

  /** A window that begins on a grid. */
  public FactWindow onGrid(long micros) {
    return new FactWindow(length, facts, offset, micros);
  }

  /** Whether it has no beginning. */
  public boolean isForever() {
    return length == FOREVER;
  }

  /** Whether it takes the latest facts only. */
  public boolean isOfLastFacts() {
    return facts != Integer.MAX_VALUE;
  }

  /** The window counts facts with an event time up to this, for a question that may see T. */
  public long last(long seen) {
    return Times.minus(seen, offset);
  }

  /** The window counts facts with an event time greater than this, given its {@link #last}. */
  public long after(long last) {
    if (isForever()) {
      return Long.MIN_VALUE;
    }
    long start = Times.minus(last, length);
    return hop == 0 || start == Long.MIN_VALUE ? start : Times.floor(start, hop);
  }

  /** How long before the time of a question a fact may lie and count. */
  public long reach() {
    return isForever() ? FOREVER : Times.plus(Times.plus(length, offset), hop);
  }

  /** {@code over PT720H}, {@code over all, offset PT24H}. */
  public String describe() {
    StringBuilder text = new StringBuilder("over ");
    if (isOfLastFacts()) {
      text.append("the last ").append(facts).append(" facts");
      text.append(isForever() ? "" : " of " + text(length));
    } else {
      text.append(isForever() ? "all" : text(length));
    }
    text.append(hop == 0 ? "" : ", tail " + text(hop));
    text.append(offset == 0 ? "" : ", offset " + text(offset));
    return text.toString();
  }

  private static Duration text(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }
}
