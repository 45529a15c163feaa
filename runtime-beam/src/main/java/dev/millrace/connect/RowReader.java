package dev.millrace.connect;

import java.io.Closeable;
import java.io.IOException;

/** Reads one extent from start to end. */
public interface RowReader<T> extends Closeable {
  /**
   * Reads rows into {@code batch} until it is full or the extent ends. Every record of the extent
   * is accepted, rejected or skipped, once, in the order of positions.
   *
   * @return false when the extent has ended: then the batch may still hold its last rows
   */
  boolean read(InputBatch<T> batch) throws IOException;

  /**
   * A hash of the bytes of the extent, once {@link #read} has returned false: what the manifest
   * says was read. The algorithm, a colon and the hash in hex, such as {@link ContentHash#text}.
   */
  String contentHash();
}
