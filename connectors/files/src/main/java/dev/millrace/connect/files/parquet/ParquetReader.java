package dev.millrace.connect.files.parquet;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.ContentHash;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.files.binding.FolderValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads some row groups of a file into columns, column by column, and skips those that hold nothing
 * of use.
 */
final class ParquetReader implements RowReader<Object> {
  private static final byte[] NO_BYTES = {};

  /** A batch takes about so many bytes of columns from here. */
  private static final long BATCH_BYTES = 1 << 20;

  private final String name;
  private final FileBytes file;
  private final List<Footer.Group> groups;
  private final BitSet useless;
  private final List<ComponentReader> columns;
  private final FolderValues folders;
  private final ContentHash hash = new ContentHash();
  private int group = -1;
  private long row;
  private long rowsLeft;
  private @Nullable String contentHash;

  /** What is being read, for messages. */
  private @Nullable ComponentReader current;

  /**
   * @param useless of the groups, by their place in the list
   */
  ParquetReader(
      String name,
      FileBytes file,
      Footer footer,
      List<Footer.Group> groups,
      BitSet useless,
      List<ComponentReader> columns,
      FolderValues folders) {
    this.name = name;
    this.file = file;
    this.groups = groups;
    this.useless = useless;
    this.columns = columns;
    this.folders = folders;
    hash.update(footer.bytes(), 0, footer.bytes().length);
  }

  /** Bytes read from the file so far, its footer included. */
  long bytesRead() {
    return file.bytesRead();
  }

  @Override
  public boolean read(InputBatch<Object> batch) throws IOException {
    long bytes = 0;
    while (!batch.isFull() && bytes < BATCH_BYTES) {
      if (rowsLeft > 0) {
        bytes += readSome(batch);
      } else if (!hasNextGroup()) {
        return false;
      } else if (useless.get(group)) {
        batch.skip(row + 1, rowsLeft);
        rowsLeft = 0;
      }
    }
    return true;
  }

  /** Hands over some rows of the row group at hand; returns about how many bytes. */
  private long readSome(InputBatch<Object> batch) throws IOException {
    int good = ready();
    for (ComponentReader column : columns) {
      good = column.good(good);
    }
    return good == 0 ? reject(batch) : append(batch, good);
  }

  private boolean hasNextGroup() throws IOException {
    try {
      return nextGroup();
    } catch (IOException | RuntimeException e) {
      throw DamagedParquetException.at(place(), e);
    }
  }

  /** Has some rows decoded, at least one. */
  private int ready() throws IOException {
    try {
      int ready = (int) Math.min(ComponentReader.AHEAD, rowsLeft);
      for (ComponentReader column : columns) {
        current = column;
        ready = Math.min(ready, column.ready(rowsLeft));
      }
      current = null;
      return ready;
    } catch (IOException | RuntimeException e) {
      // Whatever decoding stumbles over, an index out of bounds for one, the bytes are at fault.
      throw DamagedParquetException.at(place(), e);
    }
  }

  private String place() {
    StringBuilder place = new StringBuilder(name);
    if (group >= 0 && group < groups.size()) {
      place.append(", row group of row ").append(groups.get(group).firstRow() + 1);
    }
    if (current != null) {
      place.append(", column ").append(current.component.name());
      for (LeafReader leaf : current.leaves()) {
        place.append(", byte ").append(leaf.pageOffset());
      }
    }
    return place.toString();
  }

  private boolean nextGroup() throws IOException {
    endGroup();
    if (++group >= groups.size()) {
      contentHash = hash.text();
      group = groups.size();
      return false;
    }
    row = groups.get(group).firstRow();
    rowsLeft = groups.get(group).rows();
    if (useless.get(group)) {
      return true;
    }
    for (ComponentReader column : columns) {
      current = column;
      for (LeafReader leaf : column.leaves()) {
        leaf.open(groups.get(group).chunks().get(leaf.leaf().leaf()));
      }
      column.reset();
    }
    current = null;
    return true;
  }

  /** Every value has been taken, and every byte that was read goes into the hash. */
  private void endGroup() throws IOException {
    if (group < 0 || group >= groups.size() || useless.get(group)) {
      return;
    }
    for (ComponentReader column : columns) {
      current = column;
      if (!column.isAtEnd()) {
        throw new DamagedParquetException("the column has more rows than its row group");
      }
      for (LeafReader leaf : column.leaves()) {
        byte[] ofChunk = leaf.finish().getBytes(StandardCharsets.US_ASCII);
        hash.update(ofChunk, 0, ofChunk.length);
      }
    }
    current = null;
  }

  /** Appends rows that have no fault, at least one; returns about how many bytes. */
  private long append(InputBatch<Object> batch, int ready) {
    int rows = Math.min(ready, batch.room());
    long bytes = bytes(rows);
    while (rows > 1 && bytes > BATCH_BYTES) {
      rows /= 2;
      bytes = bytes(rows);
    }
    for (ComponentReader column : columns) {
      column.append(batch.column(column.component.index()), column.head, column.head + rows);
      column.head += rows;
    }
    folders.appendTo(batch, rows);
    batch.accept(row + 1, rows);
    row += rows;
    rowsLeft -= rows;
    return bytes;
  }

  private long bytes(int rows) {
    long bytes = 0;
    for (ComponentReader column : columns) {
      bytes += column.bytes(column.head, column.head + rows);
    }
    return bytes;
  }

  /** Rejects the next row, with what is wrong in every column. */
  private long reject(InputBatch<Object> batch) {
    List<Failure> failures = new ArrayList<>();
    for (ComponentReader column : columns) {
      failures.addAll(column.nextFaults());
      column.head++;
    }
    batch.reject(row + 1, NO_BYTES, 0, 0, Stage.PARSE, failures, null);
    row++;
    rowsLeft--;
    return 0;
  }

  @Override
  public String contentHash() {
    if (contentHash == null) {
      throw new IllegalStateException("the extent has not been read to its end");
    }
    return contentHash;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
