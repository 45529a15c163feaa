package dev.millrace.beam;

import dev.millrace.engine.GroupWork;
import dev.millrace.engine.StageSetting;
import dev.millrace.plan.Step;
import java.io.IOException;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;

/**
 * A grouping by windows: merges what was packed for a shuffle group and a window that has closed,
 * and does everything row-wise behind it.
 */
final class StreamMergeFn extends StreamStageFn<Iterable<byte[]>> {
  private static final long serialVersionUID = 1L;

  StreamMergeFn(Step.Barrier step, StageSetting setting, Shipping shipping) {
    super(step, setting, shipping);
  }

  @ProcessElement
  public void merge(
      @Element KV<Integer, Iterable<byte[]>> group, BoundedWindow window, MultiOutputReceiver out)
      throws IOException {
    work(
        out,
        stage -> {
          try (GroupWork work =
              GroupWork.of(step, stage, BeamTimes.span(window), setting.limits())) {
            for (byte[] packed : group.getValue()) {
              work.add(packed);
            }
            work.finish();
          }
        });
  }
}
