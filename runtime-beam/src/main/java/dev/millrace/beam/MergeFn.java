package dev.millrace.beam;

import dev.millrace.engine.GroupWork;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.TimeSpan;
import dev.millrace.plan.Step;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Merges the partial aggregates of a shuffle group and does everything row-wise behind the
 * aggregation.
 */
final class MergeFn extends StageFn<KV<Integer, Iterable<byte[]>>> {
  private static final long serialVersionUID = 1L;

  private final Step.Barrier step;

  MergeFn(Step.Barrier step, StageSetting setting) {
    super(setting);
    this.step = step;
  }

  /** What is left of keys that are too much for one worker comes out once more. */
  @Override
  TupleTagList partialTags() {
    return step instanceof Step.AsOf
        ? super.partialTags().and(partialsOf(step))
        : super.partialTags();
  }

  @ProcessElement
  public void merge(@Element KV<Integer, Iterable<byte[]>> group, MultiOutputReceiver out)
      throws IOException {
    work(
        group.getKey(),
        out,
        stage -> {
          try (GroupWork work = GroupWork.of(step, stage, TimeSpan.ALL, limits())) {
            for (byte[] packed : group.getValue()) {
              work.add(packed);
            }
            work.finish();
          }
          return List.of();
        });
  }
}
