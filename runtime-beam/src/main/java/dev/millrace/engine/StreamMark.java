package dev.millrace.engine;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a stream's reader stands, as a checkpoint keeps it.
 *
 * @param unitMicros the length of a unit of publication; 0 where nothing was read yet
 * @param resumePoint the connector's own
 * @param covered the position after the last record that was counted
 * @param shipped the frontier that holds for what was sent on; what waits is not earlier
 * @param frontiers of every {@code timestamps} step
 * @param waiting shipments that were made and not sent on yet
 * @param ended whether the partition has ended
 * @param decided a frontier that the partition is raised to as soon as this mark is safe; {@link
 *     Frontier#NONE} for none
 */
@SuppressWarnings("ArrayRecordComponent")
record StreamMark(
    long unitMicros,
    byte[] resumePoint,
    long covered,
    long shipped,
    SortedMap<String, Long> frontiers,
    List<byte[]> waiting,
    boolean ended,
    long decided) {
  private static final byte FORMAT_VERSION = 3;

  byte[] toBytes() {
    ByteOutput out = new ByteOutput(256);
    out.writeByte(FORMAT_VERSION);
    out.writeLong(unitMicros);
    out.writeByteArray(resumePoint);
    out.writeLong(covered);
    out.writeLong(shipped);
    out.writeVarLong(frontiers.size());
    frontiers.forEach(
        (step, frontier) -> {
          out.writeString(step);
          out.writeLong(frontier);
        });
    out.writeVarLong(waiting.size());
    waiting.forEach(out::writeByteArray);
    out.writeByte((byte) (ended ? 1 : 0));
    out.writeLong(decided);
    return out.toByteArray();
  }

  /** Reads what {@link #toBytes} wrote. */
  static StreamMark fromBytes(byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw StateLayout.ofAnotherFormat("a reader's mark", version, FORMAT_VERSION);
    }
    long unitMicros = in.readLong();
    byte[] resumePoint = in.readByteArray();
    long covered = in.readLong();
    long shipped = in.readLong();
    SortedMap<String, Long> frontiers = new TreeMap<>();
    for (int i = in.readLength(); i > 0; i--) {
      frontiers.put(in.readString(), in.readLong());
    }
    List<byte[]> waiting = new ArrayList<>();
    for (int i = in.readLength(); i > 0; i--) {
      waiting.add(in.readByteArray());
    }
    boolean ended = in.readByte() == 1;
    return new StreamMark(
        unitMicros, resumePoint, covered, shipped, frontiers, waiting, ended, in.readLong());
  }
}
