package dev.millrace.engine;

import dev.millrace.connect.Extent;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.record.Mix;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads extents of a source into a stage: the reader's loop of a bounded run. */
public final class SourceStage<T> {
  private final Step.Read read;
  private final Shape<T> shape;
  private final SourceBinding<T> binding;
  private final Limits limits;

  private SourceStage(Step.Read read, Shape<T> shape, SourceBinding<T> binding, Limits limits) {
    this.read = read;
    this.shape = shape;
    this.binding = binding;
    this.limits = limits;
  }

  /**
   * The rows of a source as bound; the launcher has checked that the binding gives rows of its
   * type.
   */
  @SuppressWarnings("unchecked")
  public static SourceStage<?> of(Step.Read read, SourceBinding<?> binding, Limits limits) {
    return new SourceStage<>(
        read, (Shape<Object>) read.shape(), (SourceBinding<Object>) binding, limits);
  }

  /** Reads an extent to its end. */
  public Receipt.InputRead read(Extent extent, Stage stage) {
    long records = 0;
    Projection projection = stage.plan().projection();
    RowBuffer<T> buffer =
        new RowBuffer<>(
            shape, projection, extent.partition(), partitionHash(read, extent.partition()), limits);
    try (RowReader<T> reader = binding.open(shape, projection, extent)) {
      boolean more = true;
      while (more) {
        more = reader.read(buffer);
        records += buffer.records();
        stage.progress().addRead(buffer.records());
        stage.acceptRead(buffer.take());
      }
      return new Receipt.InputRead(
          read.port(),
          extent.partition(),
          extent.start(),
          extent.end(),
          reader.contentHash(),
          records);
    } catch (IOException e) {
      throw failed(read, extent.partition(), e);
    }
  }

  /**
   * What a run fails with that cannot read its input.
   *
   * @param what of the input: a partition, or the binding
   */
  public static StepFailedException failed(Step.Read read, String what, IOException e) {
    return new StepFailedException(
        new Problem(
            RunCode.SOURCE_FAILED,
            read.name() + " (" + read.site() + ")",
            "Cannot read " + what + ": " + e,
            "a run reads all of its input or fails",
            "mend the cause and run again: what was published before is still there"),
        e);
  }

  /**
   * The high half of the ids of a partition's records (SEMANTICS L1): stable between runs and
   * machines.
   */
  static long partitionHash(Step.Read read, String partition) {
    byte[] name = (read.port() + "\n" + partition).getBytes(StandardCharsets.UTF_8);
    return Mix.of(name, 0, name.length);
  }
}
