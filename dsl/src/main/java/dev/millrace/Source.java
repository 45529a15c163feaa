package dev.millrace;

import java.util.Objects;

/**
 * A port where rows come in. What they are is said here; where they live (a folder, a topic, a list
 * in a test) is bound at launch.
 *
 * <p>A port is a value: two sources are equal when their names and types are.
 */
public record Source<T>(String name, Class<T> type) {
  public Source {
    Objects.requireNonNull(type, "type");
    PortName.check(name);
  }

  /**
   * @param name unique among the pipeline's ports: lower-case letters, digits and hyphens
   * @param type a record or an AutoValue class
   * @throws IllegalArgumentException when the name has other characters
   */
  public static <T> Source<T> of(String name, Class<T> type) {
    return new Source<>(name, type);
  }
}
