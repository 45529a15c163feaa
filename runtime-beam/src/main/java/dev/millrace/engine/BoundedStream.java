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
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a bounded source as part of a stream: a table beside the events, or what was
 * before them. Which extents it has is settled when it is first opened, and kept in its resume
 * point: what comes to the source later is not read, and what was listed and is gone is a failure.
 * Resuming opens the extent again behind what was read of it, or skips that.
 */
final class BoundedStream<T> implements StreamReader<T> {
  private static final byte FORMAT_VERSION = 2;

  private final SourceBinding<T> binding;
  private final Shape<T> shape;
  private final Projection projection;
  private final RowBuffer<T> buffer;

  /** What is not read to its end; of the first one, the records that were read are counted. */
  private List<Extent> left;

  private long records;

  /** Behind the last record of the first extent; none yet while no record of it was read. */
  private long position;

  private @Nullable RowReader<T> open;

  private BoundedStream(
      SourceBinding<T> binding,
      Shape<T> shape,
      Projection projection,
      RowBuffer<T> buffer,
      List<Extent> left) {
    this.binding = binding;
    this.shape = shape;
    this.projection = projection;
    this.buffer = buffer;
    this.left = left;
  }

  /**
   * Begins a partition.
   *
   * @param partition with the extents it was listed with
   * @param buffer the one that is read into
   */
  static <T> BoundedStream<T> begin(
      SourceBinding<T> binding,
      Shape<T> shape,
      Projection projection,
      InputPartition partition,
      RowBuffer<T> buffer) {
    return new BoundedStream<>(binding, shape, projection, buffer, partition.extents());
  }

  /**
   * Goes on with a partition, and with the extents that it had when it began.
   *
   * @param resumePoint of an earlier reader
   * @param buffer the one that is read into
   */
  static <T> BoundedStream<T> resume(
      SourceBinding<T> binding,
      Shape<T> shape,
      Projection projection,
      byte[] resumePoint,
      RowBuffer<T> buffer)
      throws IOException {
    ResumePoint from = ResumePoint.fromBytes(resumePoint);
    BoundedStream<T> stream = new BoundedStream<>(binding, shape, projection, buffer, from.left());
    stream.skip(from.records());
    return stream;
  }

  /**
   * A partition as it is now.
   *
   * @param name empty for that of a source that has none
   */
  static <T> InputPartition listed(SourceBinding<T> binding, Shape<T> shape, String name)
      throws IOException {
    if (name.isEmpty()) {
      return new InputPartition(name, 0, List.of());
    }
    return binding.partitions(shape, Long.MAX_VALUE).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("there is no " + name + " any more"));
  }

  /**
   * Where a reader of a bounded partition stands.
   *
   * @param left the extents that are not read to their ends, as they were listed
   * @param records how many of the first of them were read
   */
  record ResumePoint(List<Extent> left, long records) {
    byte[] toBytes() {
      ByteOutput out = new ByteOutput(128);
      out.writeByte(FORMAT_VERSION);
      History.write(left, out);
      out.writeVarLong(records);
      return out.toByteArray();
    }

    static ResumePoint fromBytes(byte[] bytes) {
      ByteInput in = new ByteInput(bytes);
      byte version = in.readByte();
      if (version != FORMAT_VERSION) {
        throw StateLayout.ofAnotherFormat(
            "a bounded source's resume point", version, FORMAT_VERSION);
      }
      return new ResumePoint(History.readExtents(in), in.readVarLong());
    }
  }

  private void skip(long read) throws IOException {
    if (read == 0) {
      return;
    }
    // One by one, so that it stops where the earlier reader stood, whatever that had skipped.
    open = binding.open(shape, projection.ofAllRows(), left.get(0));
    boolean more = true;
    while (more && records < read) {
      buffer.atMost(read - records);
      more = readInto(buffer);
      buffer.take();
    }
    if (records < read) {
      throw new IOException("an input has become shorter since the checkpoint");
    }
    if (!more) {
      leave();
    }
    buffer.atMost(Long.MAX_VALUE);
  }

  @Override
  public Reading read(InputBatch<T> batch) throws IOException {
    if (left.isEmpty()) {
      return Reading.ENDED;
    }
    if (!readInto(batch)) {
      leave();
    }
    return left.isEmpty() ? Reading.ENDED : Reading.MORE;
  }

  /** Leaves the first extent, which is read to its end. */
  private void leave() {
    left = left.subList(1, left.size());
    records = 0;
  }

  /** Whether the first extent has more. */
  private boolean readInto(InputBatch<T> batch) throws IOException {
    if (open == null) {
      open = binding.open(shape, projection, left.get(0));
    }
    long before = buffer.records();
    boolean more = open.read(batch);
    long read = buffer.records() - before;
    if (read > 0) {
      records += read;
      position = buffer.behind();
    }
    if (!more) {
      open.close();
      open = null;
    }
    return more;
  }

  @Override
  public byte[] resumePoint() {
    Optional<Extent> rest = records == 0 ? Optional.empty() : binding.rest(left.get(0), position);
    return rest.map(this::from).orElseGet(() -> new ResumePoint(left, records)).toBytes();
  }

  private ResumePoint from(Extent rest) {
    List<Extent> from = new ArrayList<>(left);
    from.set(0, rest);
    return new ResumePoint(from, 0);
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }
}
