package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.publish.Succession;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Where a sink's rows go: a folder of part files. The engine stages the parts and publishes the
 * folder as a whole, with all other folders of the run; the binding says how rows become bytes.
 *
 * <p>A quarantine is a sink of {@link dev.millrace.Rejection}s.
 *
 * @param <T> the rows it can take
 */
public interface SinkBinding<T> extends Serializable {
  /** For people, in plans, summaries and manifests: {@code files csv out/daily}. Never a secret. */
  String describe();

  /**
   * What can be known to be wrong before the first row: a component that the format cannot hold.
   */
  List<Problem> check(String port, Shape<T> shape);

  /**
   * The folder that appears when the run is published. Relative to the launching process's working
   * directory.
   */
  String folder();

  /** Of a part's file name, with its dot: {@code .csv}. */
  String extension();

  /**
   * How the folder follows the one that an earlier run published; empty where it just takes its
   * place.
   */
  default Optional<Succession> succession() {
    return Optional.empty();
  }

  /** Starts a part. The caller closes the stream after the writer. */
  RowWriter<T> writer(Shape<T> shape, OutputStream out) throws IOException;
}
