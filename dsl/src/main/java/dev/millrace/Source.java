package dev.millrace;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A port where rows come in. What they are is said here; where they live (a folder, a topic, a list
 * in a test) is bound at launch.
 *
 * <p>A port is a value: two sources are equal when their names and types are.
 *
 * @param derivedFrom the names of the sources that these rows were made from, outside of the
 *     pipeline
 */
public record Source<T>(String name, Class<T> type, List<String> derivedFrom) {
  public Source {
    Objects.requireNonNull(type, "type");
    PortName.check(name);
    derivedFrom = List.copyOf(derivedFrom);
  }

  /**
   * @param name unique among the pipeline's ports: lower-case letters, digits and hyphens
   * @param type a record, an AutoValue class, or one of another {@link
   *     dev.millrace.record.ElementStyle}
   * @throws IllegalArgumentException when the name has other characters
   */
  public static <T> Source<T> of(String name, Class<T> type) {
    return new Source<>(name, type, List.of());
  }

  /**
   * Says that these rows were made from those of another source, as labels are made from the events
   * that features are made from: plan() then asks an as-of join between the two which facts it may
   * see (SEMANTICS S5). What the other one is derived from, these are, too.
   */
  @CheckReturnValue
  public Source<T> derivedFrom(Source<?> other) {
    Set<String> more = new LinkedHashSet<>(derivedFrom);
    more.add(other.name());
    more.addAll(other.derivedFrom());
    return new Source<>(name, type, List.copyOf(more));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Source<?> source && name.equals(source.name) && type == source.type;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type);
  }
}
