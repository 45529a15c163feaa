package dev.millrace.beam;

import dev.millrace.engine.OrderedWork;
import dev.millrace.engine.StageSetting;
import dev.millrace.plan.Step;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.values.KV;

/** Answers the segments of keys that were too much for one worker: see {@link MergeFn}. */
final class HotKeysFn extends StageFn<KV<Integer, Iterable<byte[]>>> {
  private static final long serialVersionUID = 1L;

  private final Step.AsOf step;

  HotKeysFn(Step.AsOf step, StageSetting setting) {
    super(setting);
    this.step = step;
  }

  @ProcessElement
  public void answer(@Element KV<Integer, Iterable<byte[]>> group, MultiOutputReceiver out)
      throws IOException {
    work(
        limits().shuffleGroups() + group.getKey(),
        out,
        stage -> {
          try (OrderedWork work = OrderedWork.of(step, stage, limits())) {
            // Their records were counted when they came out of the first shuffle.
            for (byte[] packed : group.getValue()) {
              work.take(packed);
            }
            work.finish();
          }
          return List.of();
        });
  }
}
