package dev.millrace.plan;

import dev.millrace.record.Component;
import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a fact could first have been known (SEMANTICS S2, S6).
 *
 * @param column an Instant of the fact; null where it is a delay
 * @param delay after the event time, in microseconds
 */
public record Availability(@Nullable Component column, long delay) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** {@code at column}, {@code after PT5M}. */
  public String describe() {
    return column == null
        ? "after " + Duration.of(delay, ChronoUnit.MICROS)
        : "at " + column.name();
  }
}
