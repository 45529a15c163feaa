package dev.millrace.beam;

import dev.millrace.engine.GroupMerge;
import dev.millrace.engine.Limits;
import dev.millrace.engine.OutletPlan;
import dev.millrace.engine.StagePlan;
import dev.millrace.plan.Step;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.values.KV;

/**
 * Merges the partial aggregates of a shuffle group and does everything row-wise behind the
 * aggregation.
 */
final class MergeFn extends StageFn<KV<Integer, Iterable<byte[]>>> {
  private static final long serialVersionUID = 1L;

  private final Step.Aggregate step;

  MergeFn(Step.Aggregate step, StagePlan plan, OutletPlan outlets, Limits limits, String run) {
    super(plan, outlets, limits, run);
    this.step = step;
  }

  @ProcessElement
  public void merge(@Element KV<Integer, Iterable<byte[]>> group, MultiOutputReceiver out)
      throws IOException {
    work(
        group.getKey(),
        out,
        stage -> {
          try (GroupMerge merge = new GroupMerge(step, stage, limits())) {
            for (byte[] packed : group.getValue()) {
              merge.add(packed);
            }
            merge.finish();
          }
          return List.of();
        });
  }
}
