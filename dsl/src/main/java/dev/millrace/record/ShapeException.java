package dev.millrace.record;

import java.util.List;

/** A type that cannot be an element: everything that is wrong with it, one sentence each. */
public final class ShapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong: the component's path ({@code customer.address}), or the type itself.
   */
  public record Fault(String path, String reason, String fix) {}

  private final transient List<Fault> faults;

  public ShapeException(Class<?> type, List<Fault> faults) {
    super(type.getName() + " cannot be an element: " + faults);
    this.faults = List.copyOf(faults);
  }

  public List<Fault> faults() {
    return faults;
  }
}
