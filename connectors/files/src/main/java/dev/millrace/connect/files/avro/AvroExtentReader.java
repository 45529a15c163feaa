package dev.millrace.connect.files.avro;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.connect.files.binding.ValueFailure;
import dev.millrace.record.ColumnBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an extent, block by block. A block is believed when it ends with the file's marker; else
 * reading fails, because nobody knows how many records are lost. What of a block cannot be
 * decompressed or decoded is rejected, as many records as its header says are left.
 */
final class AvroExtentReader implements RowReader<Object> {
  private static final String RULE = "record is Avro";

  /** What a block may claim to hold when its records take no bytes. */
  private static final int MAX_EMPTY_RECORDS = 1 << 20;

  private final FileWindow in;
  private final AvroHeader header;
  private final BlockCodec codec;
  private final ReadPlan plan;
  private final FolderValues folders;
  private final int blockBytes;
  private final ColumnBuilder[] columns;
  private final DatumInput datum = new DatumInput();
  private final Faults faults = new Faults();
  private long position;

  /** Records of the current block that are not handed over yet. */
  private long left;

  private long blockOffset;
  private @Nullable Failure lost;
  private boolean ended;

  /**
   * @param in at a block
   * @param folders the components that no field is read into
   * @param firstPosition of that block's first record
   */
  AvroExtentReader(
      FileWindow in,
      AvroHeader header,
      ReadPlan plan,
      FolderValues folders,
      int components,
      int blockBytes,
      long firstPosition)
      throws AvroFileException {
    this.in = in;
    this.header = header;
    this.codec = BlockCodec.of(in.name(), header.codec());
    this.plan = plan;
    this.folders = folders;
    this.blockBytes = blockBytes;
    this.columns = new ColumnBuilder[components];
    this.position = firstPosition;
  }

  @Override
  public boolean read(InputBatch<Object> batch) throws IOException {
    for (int i = 0; i < columns.length; i++) {
      columns[i] = batch.column(i);
    }
    while (!batch.isFull()) {
      if (left == 0 && !next()) {
        ended = true;
        return false;
      }
      if (lost != null) {
        batch.reject(position, datum.bytes(), 0, 0, Stage.READ, List.of(lost), null);
      } else {
        readRecord(batch);
      }
      position++;
      left--;
      if (left == 0) {
        requireEnd();
      }
    }
    return true;
  }

  private void readRecord(InputBatch<Object> batch) {
    int start = datum.position();
    try {
      if (plan.record().read(datum, columns, faults)) {
        folders.appendTo(batch, 1);
        batch.accept(position, datum.bytes(), start, datum.position());
      } else {
        batch.reject(
            position, datum.bytes(), start, datum.position(), Stage.PARSE, faults.take(), null);
      }
    } catch (MalformedException malformed) {
      faults.take();
      lose(malformed.getMessage());
      batch.reject(
          position, datum.bytes(), 0, 0, Stage.READ, List.of(Objects.requireNonNull(lost)), null);
    }
  }

  private void lose(@Nullable String why) {
    lost =
        ValueFailure.of(
            RULE,
            "a record of the file's schema",
            "the block at byte " + blockOffset + " cannot be read from here on: " + why);
  }

  /** All records are read; were there more, nobody would know how many. */
  private void requireEnd() throws AvroFileException {
    if (lost == null && datum.remaining() > 0) {
      throw AvroFileException.damaged(
          in.name(),
          blockOffset,
          "behind the records that the block says it holds are "
              + datum.remaining()
              + " bytes more");
    }
  }

  /** Makes the next block that has records the current one; false at the end. */
  private boolean next() throws IOException {
    while (left == 0) {
      if (in.remaining() == 0) {
        return false;
      }
      BlockHeader block = BlockHeader.read(in);
      blockOffset = block.offset();
      left = block.records();
      lost = null;
      if (block.size() > blockBytes) {
        lose("it has " + block.size() + " bytes, more than " + blockBytes);
        in.pass(block.size());
        block.readSync(in, header.sync());
        requirePlausible(blockBytes);
      } else {
        load(block);
      }
    }
    return true;
  }

  private void load(BlockHeader block) throws IOException {
    int size = (int) block.size();
    in.require(size + AvroHeader.SYNC_BYTES);
    int from = in.position();
    byte[] bytes = in.bytes();
    in.advance(size);
    block.readSync(in, header.sync());
    datum.reset(bytes, from, from + size);
    if (!codec.isNone()) {
      try {
        int length = codec.decompress(bytes, from, size, blockBytes);
        datum.reset(codec.bytes, 0, length);
      } catch (MalformedException malformed) {
        lose(malformed.getMessage());
        requirePlausible(blockBytes);
        return;
      }
    }
    requirePlausible(datum.remaining());
    if (left == 0) {
      requireEnd();
    }
  }

  /**
   * @param bytes that the block has, or may have at most
   */
  private void requirePlausible(int bytes) throws AvroFileException {
    long most = plan.leastBytes() == 0 ? MAX_EMPTY_RECORDS : bytes / plan.leastBytes();
    if (left > most) {
      throw AvroFileException.damaged(
          in.name(),
          blockOffset,
          "the block says it holds " + left + " records, and there is room for " + most);
    }
  }

  @Override
  public String contentHash() {
    if (!ended) {
      throw new IllegalStateException("the extent has not been read to its end");
    }
    return "sha256:" + in.sha256Hex();
  }

  @Override
  public void close() throws IOException {
    codec.close();
    in.close();
  }
}
