package dev.millrace.engine;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the entries of a file, one after the other. Readers compare as the sort keys of the entries
 * they are at. Not thread-safe.
 *
 * <p>Memory: a buffer, and the largest entry.
 */
final class EntryReader implements Comparable<EntryReader>, Closeable {
  private final InputStream in;
  private final Entry entry = new Entry();
  private byte[] bytes = new byte[64];

  EntryReader(Path file) throws IOException {
    in = new BufferedInputStream(Files.newInputStream(file), SpillFiles.BUFFER_BYTES);
  }

  /**
   * Turns to the next entry; false at the end of the file.
   *
   * @throws EOFException when the file ends within an entry
   */
  boolean next() throws IOException {
    int read = in.readNBytes(bytes, 0, Entry.HEADER);
    if (read == 0) {
      return false;
    }
    requireAll(read, Entry.HEADER);
    int length = Entry.length(bytes);
    if (bytes.length < length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
    }
    int rest = length - Entry.HEADER;
    requireAll(in.readNBytes(bytes, Entry.HEADER, rest), rest);
    entry.at(bytes, 0, length);
    return true;
  }

  private static void requireAll(int read, int wanted) throws EOFException {
    if (read < wanted) {
      throw new EOFException("a spilled file ends early");
    }
  }

  /** The entry at hand; a view that changes with {@link #next}. */
  Entry entry() {
    return entry;
  }

  /**
   * What stands in the file behind the entry at hand; read it up to the next entry, if anything.
   */
  InputStream behind() {
    return in;
  }

  @Override
  public int compareTo(EntryReader other) {
    return Entry.compare(bytes, 0, other.bytes, 0);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
