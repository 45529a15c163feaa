package dev.millrace.connect.files;

import dev.millrace.connect.ContentHash;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file, seen through a buffer that slides over it; or the content of a compressed file,
 * which has no parts. The buffer holds the current record whole and grows with it, so its size is
 * bounded by the longest record that a scanner lets it keep, not by the file.
 *
 * <p>Zero bytes follow the last valid one, so that a scanner may look at words and blocks of them.
 */
final class ByteWindow implements Closeable {
  static final int PADDING = Long.SIZE;
  private static final int INITIAL = 256 * 1024;

  /** Few texts unpack to more than this many times what is stored. */
  private static final long RATIO = 32;

  private static final long LEAST = 1024;

  /** Null for bytes that are in memory already. */
  private final @Nullable FileChannel channel;

  private final String name;
  private final ContentHash hash = new ContentHash();
  private final boolean isHashed;

  /** Where the bytes come from when the file is compressed. */
  private final @Nullable UnpackedBytes unpacked;

  /** Bytes that are still to come; more than any file has, as long as nobody knows. */
  private long unread;

  private long base;
  private byte[] bytes;
  private int position;
  private int limit;

  /**
   * The bytes from {@code start} to {@code end} of a file; the content of all of it when its name
   * says that it is compressed. {@code name} is for messages.
   */
  ByteWindow(String name, Path file, long start, long end) throws IOException {
    this(name, file, start, end, INITIAL);
  }

  ByteWindow(String name, Path file, long start, long end, int capacity) throws IOException {
    this(name, file, start, end, capacity, true);
  }

  private ByteWindow(String name, Path file, long start, long end, int capacity, boolean isHashed)
      throws IOException {
    this.name = name;
    this.isHashed = isHashed;
    FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
    opened.position(start);
    this.channel = opened;
    this.base = start;
    this.unpacked = Compression.of(file).unpack(new StoredBytes(name, opened, end, hash));
    this.unread = unpacked == null ? end - start : Long.MAX_VALUE / 2;
    long expected = unpacked == null ? unread : Math.max(LEAST, RATIO * end);
    this.bytes = new byte[(int) Math.min(capacity, expected) + PADDING];
  }

  private ByteWindow() {
    this.name = "";
    this.isHashed = false;
    this.channel = null;
    this.unpacked = null;
    this.bytes = new byte[PADDING];
  }

  /** Nothing at first; see {@link #reset}. */
  static ByteWindow ofMemory() {
    return new ByteWindow();
  }

  /**
   * Turns to other bytes in memory.
   *
   * @param memory has {@link #PADDING} zeros behind its valid bytes
   */
  void reset(byte[] memory, int validBytes) {
    bytes = memory;
    position = 0;
    limit = validBytes;
    // Records of their own have no byte order mark at their beginning.
    base = 1;
  }

  /** All of a file, whose {@link #contentHash} nobody asks for. */
  static ByteWindow unhashed(String name, Path file, long size) throws IOException {
    return new ByteWindow(name, file, 0, size, INITIAL, false);
  }

  /** Valid from {@link #position} to {@link #limit}; another array after {@link #more}. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the next record starts. */
  int position() {
    return position;
  }

  /** Everything before {@code next} has been dealt with. */
  void advance(int next) {
    position = next;
  }

  int limit() {
    return limit;
  }

  /** Whether the buffer reaches to the end of the part. */
  boolean isEnded() {
    return unread == 0;
  }

  /** The place in the file, or in its content, of an index at or after {@link #position}. */
  long offset(int index) {
    return base + index;
  }

  /** Reads on; the byte at {@link #position} moves to index 0. Not to be called when ended. */
  void more() throws IOException {
    int kept = limit - position;
    int capacity = bytes.length - PADDING;
    if (kept > capacity / 2) {
      capacity = (int) Math.min(Integer.MAX_VALUE - 64L, Math.min(2L * capacity, kept + unread));
    }
    byte[] target = capacity + PADDING > bytes.length ? new byte[capacity + PADDING] : bytes;
    System.arraycopy(bytes, position, target, 0, kept);
    bytes = target;
    base += position;
    position = 0;
    limit = kept;
    fill();
  }

  private void fill() throws IOException {
    int want = (int) Math.min(bytes.length - PADDING - limit, unread);
    if (unpacked == null) {
      fillFromFile(want);
    } else {
      int some = unpacked.read(bytes, limit, want);
      unread = some < 0 ? 0 : unread;
      limit += Math.max(some, 0);
    }
    Arrays.fill(bytes, limit, limit + PADDING, (byte) 0);
  }

  private void fillFromFile(int want) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, limit, want);
    while (buffer.hasRemaining()) {
      if (Objects.requireNonNull(channel).read(buffer) < 0) {
        throw new EOFException(
            name
                + " became shorter while it was read: "
                + unread
                + " bytes are missing. Run again when nothing writes to it any more.");
      }
    }
    if (isHashed) {
      hash.update(bytes, limit, limit + want);
    }
    limit += want;
    unread -= want;
  }

  /**
   * Takes out everything from {@code index} to and including the next line feed, or to the end, and
   * returns how many bytes that was. The bytes before {@code index} stay where they are, but have
   * no {@link #offset} any more.
   */
  long cutLine(int index) throws IOException {
    long cut = 0;
    while (true) {
      int feed = index;
      while (feed < limit && bytes[feed] != '\n') {
        feed++;
      }
      boolean found = feed < limit;
      int gone = found ? feed + 1 - index : feed - index;
      System.arraycopy(bytes, index + gone, bytes, index, limit - index - gone + PADDING);
      base += gone;
      limit -= gone;
      cut += gone;
      if (found || unread == 0) {
        return cut;
      }
      fill();
    }
  }

  /** Of everything read so far, as it is stored. */
  String contentHash() {
    return hash.text();
  }

  @Override
  public void close() throws IOException {
    if (unpacked != null) {
      unpacked.close();
    }
    if (channel != null) {
      channel.close();
    }
  }
}
