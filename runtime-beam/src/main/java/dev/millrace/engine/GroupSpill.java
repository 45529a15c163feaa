package dev.millrace.engine;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.aggregate.StreamedAccumulators;
import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Groups that did not fit into memory: runs on disk, each in the order of windows and encoded keys,
 * merged one group at a time. {@link StreamedAccumulators} are merged as streams, so that even one
 * key with more different values than memory holds has a result; all other states are small.
 *
 * <p>Memory: a buffer for each run and the states of one group. Runs lie in the JVM's temporary
 * folder and vanish when they are closed.
 */
final class GroupSpill implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Step.Aggregate step;
  private final List<Path> runs = new ArrayList<>();

  GroupSpill(Step.Aggregate step) {
    this.step = step;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Writes all groups of a table as one run. */
  void write(GroupTable groups) throws IOException {
    Path file = Files.createTempFile("millrace-spill-", ".run");
    runs.add(file);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
      ByteOutput state = new ByteOutput();
      for (int slot : groups.sorted()) {
        writeGroup(groups, slot, state, out);
      }
    }
  }

  private void writeGroup(GroupTable groups, int slot, ByteOutput state, DataOutputStream out)
      throws IOException {
    ByteInput key = groups.key(slot);
    out.writeLong(groups.window(slot));
    out.writeInt(key.remaining());
    out.write(key.array(), key.position(), key.remaining());
    for (int i = 0; i < step.calls().size(); i++) {
      Accumulators each = groups.accumulators().get(i);
      state.clear();
      each.write(slot, state);
      if (!(each instanceof StreamedAccumulators)) {
        out.writeInt(state.size());
      }
      out.write(state.array(), 0, state.size());
    }
  }

  /** A group that has been merged from all runs. */
  interface MergedGroup {
    /**
     * @param states one group each, in slot 0; {@link StreamedAccumulators} are empty
     * @param streamed the results of those, by place of the call; null where there is none
     */
    void accept(byte[] key, long window, List<Accumulators> states, @Nullable Object[] streamed)
        throws IOException;
  }

  /** Merges all runs, in the order of windows and encoded keys. */
  void merge(MergedGroup into) throws IOException {
    List<Run> open = new ArrayList<>();
    try {
      PriorityQueue<Run> heads = new PriorityQueue<>();
      for (Path file : runs) {
        Run run = new Run(file);
        open.add(run);
        if (run.next()) {
          heads.add(run);
        }
      }
      GroupTable one = new GroupTable(step);
      while (!heads.isEmpty()) {
        mergeNext(heads, one, into);
      }
    } finally {
      for (Run run : open) {
        run.close();
      }
    }
  }

  private void mergeNext(PriorityQueue<Run> heads, GroupTable one, MergedGroup into)
      throws IOException {
    List<Run> same = new ArrayList<>();
    same.add(heads.remove());
    Run first = same.get(0);
    while (!heads.isEmpty() && heads.element().compareTo(first) == 0) {
      same.add(heads.remove());
    }
    one.clear();
    int slot = one.slot(first.key, 0, first.key.length, first.window);
    @Nullable Object[] streamed = new Object[step.calls().size()];
    for (int i = 0; i < streamed.length; i++) {
      Accumulators each = one.accumulators().get(i);
      if (each instanceof StreamedAccumulators merging) {
        streamed[i] = merging.resultOf(same.stream().map(run -> run.in).toList());
      } else {
        for (Run run : same) {
          each.merge(slot, run.state());
        }
      }
    }
    into.accept(first.key, first.window, one.accumulators(), streamed);
    for (Run run : same) {
      if (run.next()) {
        heads.add(run);
      }
    }
  }

  @Override
  public void close() {
    for (Path run : runs) {
      try {
        Files.deleteIfExists(run);
      } catch (IOException e) {
        throw new UncheckedIOException("a spilled run cannot be deleted: " + run, e);
      }
    }
    runs.clear();
  }

  /** A run and the group that is next in it. */
  private static final class Run implements Comparable<Run>, AutoCloseable {
    private final DataInputStream in;
    private long window;
    private byte[] key = new byte[0];

    private Run(Path file) throws IOException {
      in =
          new DataInputStream(
              new BufferedInputStream(
                  Files.newInputStream(file, StandardOpenOption.READ), BUFFER_BYTES));
    }

    private boolean next() throws IOException {
      int firstByte = in.read();
      if (firstByte < 0) {
        return false;
      }
      long rest = 0;
      for (int i = 1; i < Long.BYTES; i++) {
        rest = rest << 8 | in.readUnsignedByte();
      }
      window = (long) firstByte << 56 | rest;
      key = exactly(in.readInt());
      return true;
    }

    private ByteInput state() throws IOException {
      return new ByteInput(exactly(in.readInt()));
    }

    private byte[] exactly(int length) throws IOException {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("a spilled run ends early");
      }
      return bytes;
    }

    @Override
    public int compareTo(Run other) {
      int byWindow = Long.compare(window, other.window);
      return byWindow != 0 ? byWindow : Arrays.compareUnsigned(key, other.key);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
