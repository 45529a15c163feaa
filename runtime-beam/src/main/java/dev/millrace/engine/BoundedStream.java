package dev.millrace.engine;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a bounded source as part of a stream: a table beside the events. Resuming opens
 * the extent again and skips what was read of it.
 */
final class BoundedStream<T> implements StreamReader<T> {
  private static final byte FORMAT_VERSION = 1;

  private final SourceBinding<T> binding;
  private final Shape<T> shape;
  private final Projection projection;
  private final List<Extent> extents;
  private final RowBuffer<T> buffer;
  private int extent;
  private long records;
  private @Nullable RowReader<T> open;

  private BoundedStream(
      SourceBinding<T> binding,
      Shape<T> shape,
      Projection projection,
      List<Extent> extents,
      RowBuffer<T> buffer) {
    this.buffer = buffer;
    this.binding = binding;
    this.shape = shape;
    this.projection = projection;
    this.extents = extents;
  }

  /**
   * @param buffer the one that is read into
   */
  static <T> BoundedStream<T> of(
      SourceBinding<T> binding,
      Shape<T> shape,
      Projection projection,
      String partition,
      byte[] resumePoint,
      RowBuffer<T> buffer)
      throws IOException {
    if (partition.isEmpty()) {
      return new BoundedStream<>(binding, shape, projection, List.of(), buffer);
    }
    List<Extent> extents =
        binding.partitions(shape, Long.MAX_VALUE).stream()
            .filter(each -> each.name().equals(partition))
            .map(InputPartition::extents)
            .findFirst()
            .orElseThrow(() -> new IOException("there is no " + partition + " any more"));
    BoundedStream<T> stream = new BoundedStream<>(binding, shape, projection, extents, buffer);
    if (resumePoint.length > 0) {
      stream.resume(new ByteInput(resumePoint));
    }
    return stream;
  }

  private void resume(ByteInput from) throws IOException {
    byte version = from.readByte();
    if (version != FORMAT_VERSION) {
      throw new CorruptDataException("a resume point of format " + version);
    }
    extent = (int) from.readVarLong();
    long skip = from.readVarLong();
    if (skip > 0) {
      // One by one, so that it stops where the earlier reader stood, whatever that had skipped.
      open = binding.open(shape, projection.ofAllRows(), extents.get(extent));
    }
    while (records < skip) {
      buffer.atMost(skip - records);
      if (read(buffer) == Reading.ENDED) {
        throw new IOException("an input has become shorter since the checkpoint");
      }
      buffer.take();
    }
    buffer.atMost(Long.MAX_VALUE);
  }

  @Override
  public Reading read(InputBatch<T> batch) throws IOException {
    if (extent == extents.size()) {
      return Reading.ENDED;
    }
    if (open == null) {
      open = binding.open(shape, projection, extents.get(extent));
    }
    long before = buffer.records();
    boolean more = open.read(batch);
    records += buffer.records() - before;
    if (!more) {
      open.close();
      open = null;
      extent++;
      records = 0;
    }
    return extent == extents.size() ? Reading.ENDED : Reading.MORE;
  }

  @Override
  public byte[] resumePoint() {
    ByteOutput out = new ByteOutput();
    out.writeByte(FORMAT_VERSION);
    out.writeVarLong(extent);
    out.writeVarLong(records);
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }
}
