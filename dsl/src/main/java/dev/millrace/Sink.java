package dev.millrace;

import java.util.Objects;

/**
 * A port where rows go out, appended: what was written is never taken back. A sink may be bound to
 * several places, which are published together.
 */
public record Sink<T>(String name, Class<T> type) {
  public Sink {
    Objects.requireNonNull(type, "type");
    PortName.check(name);
  }

  /**
   * @param name unique among the pipeline's ports: lower-case letters, digits and hyphens
   * @param type a record, an AutoValue class, or one of another {@link
   *     dev.millrace.record.ElementStyle}
   * @throws IllegalArgumentException when the name has other characters
   */
  public static <T> Sink<T> of(String name, Class<T> type) {
    return new Sink<>(name, type);
  }
}
