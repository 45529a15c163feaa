package dev.millrace.beam;

import dev.millrace.connect.Extent;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Receipt;
import dev.millrace.engine.SourceStage;
import dev.millrace.engine.StageSetting;
import dev.millrace.plan.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads splits of a source and does everything row-wise behind it. */
final class ReadFn extends StageFn<String> {
  private static final long serialVersionUID = 1L;

  private final Step.Read read;
  private final SourceBinding<?> binding;

  ReadFn(Step.Read read, SourceBinding<?> binding, StageSetting setting) {
    super(setting);
    this.read = read;
    this.binding = binding;
  }

  @ProcessElement
  public void read(@Element String element, MultiOutputReceiver out) throws IOException {
    Split split = Split.fromJson(element);
    SourceStage<?> source = SourceStage.of(read, binding, limits());
    work(
        split.index(),
        out,
        stage -> {
          List<Receipt.InputRead> inputs = new ArrayList<>();
          for (Extent extent : split.extents()) {
            inputs.add(source.read(extent, stage));
          }
          return inputs;
        });
  }
}
