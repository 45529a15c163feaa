package dev.millrace.engine;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.aggregate.StreamedAccumulators;
import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups that did not fit into memory: runs on disk, each in the order of windows and encoded keys,
 * merged one group at a time. {@link StreamedAccumulators} are merged as streams, so that even one
 * key with more different values than memory holds has a result; all other states are small.
 *
 * <p>A group in a run is an {@link Entry}, its sort key the window and the encoded key, its payload
 * the small states; behind it stand the streamed states.
 *
 * <p>Memory: a buffer for each run and the states of one group.
 */
final class GroupSpill implements AutoCloseable {
  private final Step.Aggregate step;
  private final SpillFiles runs = new SpillFiles();

  GroupSpill(Step.Aggregate step) {
    this.step = step;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Writes all groups of a table as one run. */
  void write(GroupTable groups) throws IOException {
    try (OutputStream out = runs.create()) {
      ByteOutput buffer = new ByteOutput();
      for (int slot : groups.sorted()) {
        buffer.clear();
        writeEntry(groups, slot, buffer);
        out.write(buffer.array(), 0, buffer.size());
        for (Accumulators each : groups.accumulators()) {
          if (each instanceof StreamedAccumulators) {
            buffer.clear();
            each.write(slot, buffer);
            out.write(buffer.array(), 0, buffer.size());
          }
        }
      }
    }
  }

  private static void writeEntry(GroupTable groups, int slot, ByteOutput out) {
    ByteInput key = groups.key(slot);
    ByteOutput sortKey = new ByteOutput(Long.BYTES + key.remaining());
    sortKey.writeLong(Entry.ordered(groups.window(slot)));
    sortKey.writeBytes(key.array(), key.position(), key.remaining());
    ByteOutput states = new ByteOutput();
    for (Accumulators each : groups.accumulators()) {
      if (!(each instanceof StreamedAccumulators)) {
        each.write(slot, states);
      }
    }
    Entry.write(sortKey, states, out);
  }

  /** A group that has been merged from all runs. */
  interface MergedGroup {
    /**
     * @param group a table with this group alone, in slot 0; its {@link StreamedAccumulators} are
     *     empty
     * @param streamed the results of those, by place of the call; null where there is none
     */
    void accept(GroupTable group, @Nullable Object[] streamed) throws IOException;
  }

  /** Merges all runs, in the order of windows and encoded keys. */
  void merge(MergedGroup into) throws IOException {
    GroupTable group = new GroupTable(step);
    runs.merge(same -> into.accept(group, mergeGroup(same, group)));
  }

  /** Merges the states of one group into a table; gives the results of the streamed ones. */
  private static @Nullable Object[] mergeGroup(List<EntryReader> same, GroupTable group)
      throws IOException {
    group.clear();
    ByteInput key = same.get(0).entry().sortKey();
    long window = Entry.ordered(key.readLong());
    int slot = group.slot(key.array(), key.position(), key.position() + key.remaining(), window);
    List<ByteInput> states = same.stream().map(run -> run.entry().payload()).toList();
    @Nullable Object[] streamed = new Object[group.accumulators().size()];
    for (int i = 0; i < streamed.length; i++) {
      Accumulators each = group.accumulators().get(i);
      if (each instanceof StreamedAccumulators merging) {
        streamed[i] = merging.resultOf(same.stream().map(EntryReader::behind).toList());
      } else {
        states.forEach(state -> each.merge(slot, state));
      }
    }
    return streamed;
  }

  /** Deletes what was written. */
  @Override
  public void close() {
    runs.close();
  }
}
