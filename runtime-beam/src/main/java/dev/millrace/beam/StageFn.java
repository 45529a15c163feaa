package dev.millrace.beam;

import dev.millrace.engine.Limits;
import dev.millrace.engine.Receipt;
import dev.millrace.engine.Stage;
import dev.millrace.engine.StageSetting;
import dev.millrace.plan.Step;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * A stage of the engine as a DoFn: one element is one piece of work with a stage of its own. The
 * main output gets its receipt; each aggregation behind the stage has an output for its packed
 * partial aggregates.
 */
abstract class StageFn<I> extends DoFn<I, byte[]> {
  private static final long serialVersionUID = 1L;

  static final TupleTag<byte[]> RECEIPTS = new TupleTag<>("receipts");

  private final StageSetting setting;
  private final StepCounters counters;

  StageFn(StageSetting setting) {
    this.setting = setting;
    this.counters = new StepCounters(setting);
  }

  /** The output of an aggregation's partial aggregates. */
  static TupleTag<KV<Integer, byte[]>> partialsOf(Step.Barrier step) {
    return new TupleTag<>(step.name());
  }

  TupleTagList partialTags() {
    TupleTagList tags = TupleTagList.empty();
    for (Step.Barrier step : setting.plan().barriers()) {
      tags = tags.and(partialsOf(step));
    }
    return tags;
  }

  List<Step.Barrier> barriers() {
    return setting.plan().barriers();
  }

  Limits limits() {
    return setting.limits();
  }

  /** What is done with the stage of one element; gives what it has read. */
  interface Work {
    List<Receipt.InputRead> with(Stage stage) throws IOException;
  }

  /**
   * @param number of the element among its siblings: orders its parts
   */
  final void work(int number, MultiOutputReceiver out, Work work) throws IOException {
    String sortKey = String.format(Locale.ROOT, "%s %08d", setting.plan().entry().name(), number);
    try (Stage stage =
        Stage.of(
            setting,
            sortKey,
            (step, group, span, packed) -> out.get(partialsOf(step)).output(KV.of(group, packed)),
            Clock.systemUTC())) {
      List<Receipt.InputRead> inputs = work.with(stage);
      Receipt receipt = stage.finish(inputs);
      counters.add(receipt);
      out.get(RECEIPTS).output(receipt.toJson());
    }
  }
}
