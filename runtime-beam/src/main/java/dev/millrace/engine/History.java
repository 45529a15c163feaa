package dev.millrace.engine;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * What one split reads before what it follows: its share of the bounded source before, as that was
 * listed when the run began. Whatever comes to the source later, or is taken away, no share
 * changes: else some of it would be read twice, and some never.
 *
 * @param partitions in the order in which they are read
 */
public record History(List<InputPartition> partitions) {
  private static final byte FORMAT_VERSION = 1;

  /** No history. */
  public static final History NONE = new History(List.of());

  public History {
    partitions = List.copyOf(partitions);
  }

  /** The shares of so many splits: each partition is in one of them. */
  public static List<History> dealt(List<InputPartition> listed, int splits) {
    List<List<InputPartition>> shares = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      shares.add(new ArrayList<>());
    }
    for (int i = 0; i < listed.size(); i++) {
      shares.get(i % splits).add(listed.get(i));
    }
    return shares.stream().map(History::new).toList();
  }

  /** A partition by its name; without extents when it is not in this share. */
  InputPartition named(String name) {
    return partitions.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseGet(() -> new InputPartition(name, 0, List.of()));
  }

  public byte[] toBytes() {
    ByteOutput out = new ByteOutput(256);
    out.writeByte(FORMAT_VERSION);
    out.writeVarLong(partitions.size());
    for (InputPartition each : partitions) {
      out.writeString(each.name());
      out.writeLong(each.bytes());
      write(each.extents(), out);
    }
    return out.toByteArray();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static History fromBytes(byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw StateLayout.ofAnotherFormat("a source's history", version, FORMAT_VERSION);
    }
    List<InputPartition> partitions = new ArrayList<>();
    for (int i = in.readLength(); i > 0; i--) {
      partitions.add(new InputPartition(in.readString(), in.readLong(), readExtents(in)));
    }
    return new History(partitions);
  }

  static void write(List<Extent> extents, ByteOutput out) {
    out.writeVarLong(extents.size());
    for (Extent each : extents) {
      out.writeString(each.partition());
      out.writeLong(each.start());
      out.writeLong(each.end());
      out.writeLong(each.firstPosition());
      out.writeString(each.version());
    }
  }

  static List<Extent> readExtents(ByteInput in) {
    List<Extent> extents = new ArrayList<>();
    for (int i = in.readLength(); i > 0; i--) {
      extents.add(
          new Extent(
              in.readString(), in.readLong(), in.readLong(), in.readLong(), in.readString()));
    }
    return List.copyOf(extents);
  }
}
