package dev.millrace.record;

import java.util.Optional;

/**
 * A style in which classes of elements are written. Java records and AutoValue classes are two;
 * others are found by {@link java.util.ServiceLoader}: public, with a public constructor without
 * parameters, listed under this interface's name.
 *
 * <p>They are looked for with the class loader of the class in question, then with Millrace's own.
 * So a style that is packed together with a job's classes is found wherever the job's classes are,
 * also where a runner loads them with a loader of their own.
 *
 * <p>A style says what a class's components are and how its objects are taken apart and made. All
 * else — which types a component can have, the codec, columns — is the same for all of them.
 */
public interface ElementStyle {
  /** Whether a class is written in this style. Quick, and true of no class of another style. */
  boolean covers(Class<?> type);

  /**
   * Takes a class apart that {@link #covers} is true of. A component that has a fault is left out.
   *
   * @param faults told everything that keeps the class from being an element
   * @return empty, with a fault, when it cannot be taken apart at all
   * @throws IllegalAccessException when {@code access} does not reach what it has to
   */
  Optional<ElementClass> takeApart(Class<?> type, ElementAccess access, Faults faults)
      throws IllegalAccessException;

  /** What is wrong with a class. */
  interface Faults {
    /**
     * @param component its name; empty for the class as a whole
     * @param reason what is wrong, as half a sentence
     * @param fix what to do about it
     */
    void add(String component, String reason, String fix);
  }

  /** The style of a class; empty for one that cannot be an element. */
  static Optional<ElementStyle> of(Class<?> type) {
    return ElementStyles.of(type);
  }
}
