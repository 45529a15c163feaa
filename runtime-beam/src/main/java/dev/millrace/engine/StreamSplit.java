package dev.millrace.engine;

import dev.millrace.connect.InputPartition;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one reader of the runner reads of a source: a partition; before it, its share of the
 * history, one after the other; and beside it, partitions that came later. Of a source with n
 * splits, the split of place p has the partitions at places p, p + n, p + 2n and so on.
 *
 * <p>Its frontier is the least of theirs. A partition that is found later begins with the frontier
 * that the split has promised by then, which is recorded as a raise (SEMANTICS S7).
 */
public final class StreamSplit implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamSplit.class);
  private static final byte FORMAT_VERSION = 1;

  /** The source as a split needs it. */
  public interface Partitions {
    /** The names of the partitions there are now, each at its place. */
    List<String> names() throws IOException;

    StreamStage<?> open(String partition, byte[] mark);

    /** {@link #open} of a partition that was not there when the split was opened. */
    StreamStage<?> openFound(String partition);

    /** Opens a partition of the {@link History}. */
    StreamStage<?> openHistory(InputPartition listed, byte[] mark);

    /** How often to look for other partitions, in milliseconds; 0 for never. */
    long lookMillis();

    /** Whether decisions by a clock wait for checkpoints. */
    boolean isHolding();
  }

  private final Partitions source;
  private final int place;
  private final int splits;
  private final History history;
  private final Clock clock;
  private final Map<String, StreamStage<?>> open = new LinkedHashMap<>();

  /** All that are open, in turn. */
  private List<StreamStage<?>> stages = List.of();

  /** What of the history is read to its end; null when all of it is. */
  private @Nullable Set<String> past;

  private final String first;
  private long lookAt;
  private long marks;
  private int turn;
  private long current = Frontier.NONE;

  private StreamSplit(
      Partitions source, String first, int place, int splits, History history, Clock clock) {
    this.source = source;
    this.first = first;
    this.place = place;
    this.splits = splits;
    this.history = history;
    this.clock = clock;
    this.lookAt = clock.millis() + source.lookMillis();
  }

  /**
   * Opens a split.
   *
   * @param first the partition at its place
   * @param history its share, which is read before that
   * @param mark from {@link #mark} of an earlier reader of the split; empty to begin
   */
  public static StreamSplit open(
      Partitions source,
      String first,
      int place,
      int splits,
      History history,
      Clock clock,
      byte[] mark) {
    StreamSplit split = new StreamSplit(source, first, place, splits, history, clock);
    if (mark.length == 0) {
      split.past = new TreeSet<>();
      split.goOn();
    } else {
      split.restore(new ByteInput(mark));
    }
    return split;
  }

  /** Opens what comes next of the history; behind its end, what is followed. */
  private void goOn() {
    if (past != null) {
      for (InputPartition each : history.partitions()) {
        if (!past.contains(each.name())) {
          add(each.name(), source.openHistory(each, new byte[0]));
          return;
        }
      }
      past = null;
    }
    add(first, source.open(first, new byte[0]));
  }

  private List<String> share(List<String> names) {
    List<String> own = new ArrayList<>();
    for (int i = place; i < names.size(); i += splits) {
      own.add(names.get(i));
    }
    return own;
  }

  private void add(String name, StreamStage<?> stage) {
    if (source.isHolding()) {
      stage.holdDecisions();
    }
    put(name, stage);
  }

  private void put(String name, StreamStage<?> stage) {
    open.put(name, stage);
    stages = List.copyOf(open.values());
  }

  /** The next shipment; empty when nothing is there to read for now. */
  public Optional<byte[]> next() {
    look();
    do {
      for (int i = 0; i < stages.size(); i++) {
        turn = turn + 1 < stages.size() ? turn + 1 : 0;
        StreamStage<?> stage = stages.get(turn);
        Optional<byte[]> shipment = stage.next();
        if (shipment.isPresent()) {
          current = stage.frontier();
          return shipment;
        }
      }
    } while (leaveHistory());
    return Optional.empty();
  }

  private boolean leaveHistory() {
    if (past == null) {
      return false;
    }
    Map.Entry<String, StreamStage<?>> reading = open.entrySet().iterator().next();
    if (!reading.getValue().hasEnded()) {
      return false;
    }
    try {
      reading.getValue().close();
      past.add(reading.getKey());
      open.clear();
      stages = List.of();
      goOn();
    } catch (IOException e) {
      throw StreamStage.failed(reading.getValue(), e);
    }
    return true;
  }

  /** Looks for partitions that are new, when it is time to: also where there is much to read. */
  private void look() {
    long now = clock.millis();
    if (source.lookMillis() == 0 || past != null || now < lookAt) {
      return;
    }
    lookAt = now + source.lookMillis();
    try {
      for (String name : share(source.names())) {
        if (!open.containsKey(name)) {
          put(name, StreamStage.found(source.openFound(name), frontier(), source.isHolding()));
        }
      }
    } catch (IOException later) {
      // Whether there are others can wait: reading those there are fails where it cannot go on.
      LOG.warn("cannot look for new partitions now", later);
    }
  }

  /** The frontier that holds for the shipment that {@link #next} gave last. */
  public long current() {
    return current;
  }

  /** Nothing that {@link #next} gives from now on is earlier; see {@link StreamStage#frontier}. */
  public long frontier() {
    return past != null
        ? Frontier.NONE
        : open.values().stream().mapToLong(StreamStage::frontier).min().orElseThrow();
  }

  /** What came into the source before this time has been read: the least of what is open. */
  public long readUpTo() {
    return open.values().stream().mapToLong(StreamStage::readUpTo).min().orElseThrow();
  }

  /** A mark of a split, and its number. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Mark(long number, byte[] bytes) {}

  /** Where this reader stands, to go on from. */
  public Mark mark() {
    marks++;
    ByteOutput out = new ByteOutput(256);
    out.writeByte(FORMAT_VERSION);
    out.writeByte((byte) (past == null ? 0 : 1));
    Set<String> read = past == null ? Set.of() : past;
    out.writeVarLong(read.size());
    read.forEach(out::writeString);
    out.writeVarLong(open.size());
    open.forEach(
        (name, stage) -> {
          out.writeString(name);
          out.writeByteArray(stage.mark(marks));
        });
    return new Mark(marks, out.toByteArray());
  }

  private void restore(ByteInput in) {
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw StateLayout.ofAnotherFormat("a split's mark", version, FORMAT_VERSION);
    }
    boolean isHistory = in.readByte() == 1;
    Set<String> read = new TreeSet<>();
    for (int i = in.readLength(); i > 0; i--) {
      read.add(in.readString());
    }
    past = isHistory ? read : null;
    for (int i = in.readLength(); i > 0; i--) {
      String name = in.readString();
      byte[] mark = in.readByteArray();
      add(
          name,
          isHistory ? source.openHistory(history.named(name), mark) : source.open(name, mark));
    }
  }

  /** The checkpoint with a mark, and all before it, are complete. */
  public void confirm(long number) {
    open.values().forEach(stage -> stage.confirm(number));
  }

  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (StreamStage<?> stage : open.values()) {
      try {
        stage.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
