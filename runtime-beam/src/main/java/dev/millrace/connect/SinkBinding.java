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
 * Where a sink's rows go: a folder of part files, or a place that they are sent to. The engine
 * stages parts and publishes the folder as a whole, with all other folders of the run; the binding
 * says how rows become bytes. What is {@linkplain #isSent sent} is seen as it comes.
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
   * Whether rows are sent to a place as the run goes, by a {@link #sender}; then there is no folder
   * and no {@link #writer}.
   */
  default boolean isSent() {
    return false;
  }

  /** Begins to send. Called on a worker, for a bundle of work; many live at the same time. */
  default RowSender<T> sender(Shape<T> shape) throws IOException {
    throw new UnsupportedOperationException(describe() + " is a folder");
  }

  /**
   * The folder that appears when the run is published. Relative to the launching process's working
   * directory. Of a place that rows are sent to, what manifests call it.
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
