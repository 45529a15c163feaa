package dev.millrace.connect.files.parquet;

import dev.millrace.connect.ContentHash;
import java.io.IOException;
import java.util.Arrays;

/** The bytes of one column chunk, read and hashed from its first to its last. */
final class ChunkInput {
  private static final int CAPACITY = 128 << 10;

  private final FileBytes file;
  private ContentHash hash = new ContentHash();
  private byte[] buffer = new byte[CAPACITY];
  private int from;
  private int to;
  private long next;
  private long end;

  ChunkInput(FileBytes file) {
    this.file = file;
  }

  void open(Footer.Chunk chunk) {
    hash = new ContentHash();
    from = 0;
    to = 0;
    next = chunk.start();
    end = chunk.start() + chunk.bytes();
  }

  /** Where in the file the next byte is. */
  long offset() {
    return next - (to - from);
  }

  /** Bytes of the chunk that are not consumed. */
  long left() {
    return end - offset();
  }

  byte[] bytes() {
    return buffer;
  }

  /** Where the next byte is in {@link #bytes}. */
  int from() {
    return from;
  }

  /**
   * Has at least so many bytes at hand, or as many as are left; returns how many are. What {@link
   * #bytes} and {@link #from} gave before is void.
   */
  int buffer(int wanted) throws IOException {
    if (to - from >= wanted || next == end) {
      return to - from;
    }
    int room = Math.max(CAPACITY, Math.addExact(wanted, ByteCursor.SLACK));
    if (room > buffer.length) {
      byte[] larger = new byte[room];
      System.arraycopy(buffer, from, larger, 0, to - from);
      buffer = larger;
    } else {
      System.arraycopy(buffer, from, buffer, 0, to - from);
    }
    to -= from;
    from = 0;
    int more = (int) Math.min(buffer.length - ByteCursor.SLACK - to, end - next);
    file.read(next, buffer, to, to + more);
    hash.update(buffer, to, to + more);
    next += more;
    to += more;
    return to - from;
  }

  void skip(int bytes) {
    from += bytes;
  }

  /** The hash of the whole chunk; reads what nobody has asked for. */
  String finish() throws IOException {
    while (left() > 0) {
      skip(buffer(1));
    }
    return hash.text();
  }

  /** Gives back a buffer that was made for a large page. */
  void trim() {
    if (buffer.length > 8 * CAPACITY) {
      buffer = Arrays.copyOf(buffer, CAPACITY);
    }
  }
}
