package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stage has for a grouping behind a shuffle, packed into one array for each span of time and
 * shuffle group. Not thread-safe.
 */
final class Packing {
  /**
   * First byte of a packed array; then the head of its {@link StateLayout}. Of everything that
   * stands in one: who changes what accumulators or kept facts write raises it.
   */
  static final byte FORMAT_VERSION = 3;

  /** Rows are shipped at this size: a runner has to sort what is shipped in buffers of its own. */
  static final long MOST_BYTES = 8L << 20;

  private final Step.Barrier step;
  private final int groups;
  private final Map<TimeSpan, ByteOutput[]> packed = new HashMap<>();
  // What is packed one after the other is mostly of one span.
  private @Nullable TimeSpan lastSpan;
  private ByteOutput[] lastOfSpan = new ByteOutput[0];
  private final long[] least;
  private long bytes;
  private final byte[] layout;

  Packing(Step.Barrier step, int groups) {
    this.step = step;
    this.groups = groups;
    this.layout = StateLayout.of(step, groups).head();
    this.least = new long[groups];
    Arrays.fill(least, Long.MAX_VALUE);
  }

  /**
   * What stands in a packed array, behind its head.
   *
   * @throws StepFailedException when it is of another version or another layout
   */
  static ByteInput open(byte[] packed, StateLayout layout) {
    ByteInput in = new ByteInput(packed);
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw layout.refused("it is packed in format " + version);
    }
    return layout.read(in);
  }

  /** Writes the head of a packed array. */
  static void begin(byte[] layout, ByteOutput out) {
    out.writeByte(FORMAT_VERSION);
    out.writeBytes(layout, 0, layout.length);
  }

  /** The shuffle group of a key, by a hash of it. */
  int group(long hash) {
    return (int) Long.remainderUnsigned(hash >>> 32, groups);
  }

  /** Where something is to be written that belongs to a span. */
  ByteOutput of(TimeSpan span, int group) {
    if (!span.equals(lastSpan)) {
      lastOfSpan = packed.computeIfAbsent(span, key -> new ByteOutput[groups]);
      lastSpan = span;
    }
    ByteOutput[] ofSpan = lastOfSpan;
    if (ofSpan[group] == null) {
      ofSpan[group] = new ByteOutput(1 << 10);
      begin(layout, ofSpan[group]);
    }
    return ofSpan[group];
  }

  /** Where something is to be written whose time is {@code time}, and that has no window. */
  ByteOutput since(long time, int group) {
    least[group] = Math.min(least[group], time);
    return of(TimeSpan.ALL, group);
  }

  /** Counts bytes that were written. */
  void wrote(int size) {
    bytes += size;
  }

  long bytes() {
    return bytes;
  }

  /** Ships everything and begins again. */
  void ship(Partials to, boolean wholeRun) {
    packed.forEach(
        (span, arrays) -> {
          for (int group = 0; group < groups; group++) {
            if (arrays[group] != null) {
              TimeSpan of = step.isOrdered() && !wholeRun ? TimeSpan.since(least[group]) : span;
              to.ship(step, group, of, arrays[group].toByteArray());
            }
          }
        });
    packed.clear();
    lastSpan = null;
    Arrays.fill(least, Long.MAX_VALUE);
    bytes = 0;
  }
}
