package dev.millrace.engine;

import dev.millrace.Rejection;
import dev.millrace.connect.SinkBinding;
import dev.millrace.publish.StagingArea;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Where a run's rows and rejects go, as it travels to workers.
 *
 * @param staging where parts wait for publication
 * @param ports the bindings of every sink and quarantine, by port name, each with its folder in the
 *     staging area
 */
public record OutletPlan(StagingArea staging, Map<String, Port> ports) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A bound port: what its rows are, and every place they go. */
  public record Port(Shape<?> shape, List<Place> places) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * One binding.
   *
   * @param folder as bound
   */
  public record Place(SinkBinding<?> binding, String folder) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A quarantine bound to some places. */
  public static Port quarantine(List<Place> places) {
    return new Port(Shape.of(Rejection.class), places);
  }
}
