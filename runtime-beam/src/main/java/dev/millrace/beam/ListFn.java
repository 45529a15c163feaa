package dev.millrace.beam;

import dev.millrace.connect.InputPartition;
import dev.millrace.connect.SourceBinding;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Lists what a source holds when the run begins, cut into splits. */
final class ListFn extends DoFn<String, String> {
  private static final long serialVersionUID = 1L;

  private final Shape<?> shape;
  private final SourceBinding<?> binding;
  private final int parallelism;

  ListFn(Shape<?> shape, SourceBinding<?> binding, int parallelism) {
    this.shape = shape;
    this.binding = binding;
    this.parallelism = parallelism;
  }

  @ProcessElement
  public void list(OutputReceiver<String> out) throws IOException {
    for (Split split : Split.of(partitions(binding, shape, Split.MOST_BYTES), parallelism)) {
      out.output(split.toJson());
    }
  }

  @SuppressWarnings("unchecked") // the bindings' check has compared the types
  static <T> List<InputPartition> partitions(
      SourceBinding<T> binding, Shape<?> shape, long extentBytes) throws IOException {
    return binding.partitions((Shape<T>) shape, extentBytes);
  }
}
