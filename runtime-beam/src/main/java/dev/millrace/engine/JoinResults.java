package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Mix;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows made of pairs, on their way into a block. A pair's id is made of the ids of its two rows,
 * the window and the step; its time is the window's last microsecond.
 */
final class JoinResults implements Results {
  private final Step.Join step;
  private final WindowAssigner windows;
  private final long stepHash;
  private @Nullable Object[] rows = new Object[64];
  private long[] idHigh = new long[64];
  private long[] idLow = new long[64];
  private long[] times = new long[64];
  private int size;

  JoinResults(Step.Join step) {
    this.step = step;
    this.windows = WindowAssigner.of(step.window());
    byte[] name = step.name().getBytes(StandardCharsets.UTF_8);
    this.stepHash = Mix.of(name, 0, name.length);
  }

  /**
   * @param left hash of the left row's id, 0 for none
   * @param right hash of the right row's id, 0 for none
   */
  void add(Object row, long left, long right, long window) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      idHigh = Arrays.copyOf(idHigh, 2 * size);
      idLow = Arrays.copyOf(idLow, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    rows[size] = row;
    idHigh[size] = Mix.of(Mix.of(stepHash, left), window);
    idLow[size] = Mix.of(right, left);
    times[size++] = windows.end(window) - 1;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Block<?> take() {
    Provenance provenance =
        Provenance.of(step.name(), Arrays.copyOf(idHigh, size), Arrays.copyOf(idLow, size))
            .at(Arrays.copyOf(times, size));
    Block<?> block =
        Block.ofRows(step.shape(), Arrays.copyOf(rows, size), Selection.all(size), provenance);
    size = 0;
    return block;
  }
}
