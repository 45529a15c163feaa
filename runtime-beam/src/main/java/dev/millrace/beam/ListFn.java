package dev.millrace.beam;

import dev.millrace.connect.InputPartition;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.SourceStage;
import dev.millrace.plan.Step;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Lists what a source holds when the run begins, cut into splits. */
final class ListFn extends DoFn<String, String> {
  private static final long serialVersionUID = 1L;

  private final Step.Read read;
  private final SourceBinding<?> binding;
  private final int parallelism;

  ListFn(Step.Read read, SourceBinding<?> binding, int parallelism) {
    this.read = read;
    this.binding = binding;
    this.parallelism = parallelism;
  }

  @ProcessElement
  public void list(OutputReceiver<String> out) {
    for (Split split : Split.of(listed(read, binding, Split.MOST_BYTES), parallelism)) {
      out.output(split.toJson());
    }
  }

  /**
   * A source's partitions.
   *
   * @throws dev.millrace.engine.StepFailedException when they cannot be had
   */
  static List<InputPartition> listed(Step.Read read, SourceBinding<?> binding, long extentBytes) {
    try {
      return partitions(binding, read.shape(), extentBytes);
    } catch (IOException e) {
      throw SourceStage.failed(read, binding.describe(), e);
    }
  }

  @SuppressWarnings("unchecked") // the bindings' check has compared the types
  static <T> List<InputPartition> partitions(
      SourceBinding<T> binding, Shape<?> shape, long extentBytes) throws IOException {
    return binding.partitions((Shape<T>) shape, extentBytes);
  }
}
