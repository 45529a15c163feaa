package dev.millrace.connect.files;

import dev.millrace.connect.ContentHash;
import dev.millrace.connect.files.binding.DamagedFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A compressed file as it is stored, through a buffer that a decompressor takes from. */
final class StoredBytes {
  private static final int CAPACITY = 64 * 1024;

  private final String name;
  private final FileChannel channel;
  private final ContentHash hash;
  private final long size;
  private long unread;
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  /**
   * @param hash of what is read
   */
  StoredBytes(String name, FileChannel channel, long size, ContentHash hash) {
    this.name = name;
    this.channel = channel;
    this.size = size;
    this.unread = size;
    this.hash = hash;
  }

  /** Some decompressors take from memory outside the heap only. To be called first. */
  ByteBuffer allocate(boolean direct) {
    int capacity = (int) Math.min(CAPACITY, size);
    buffer = direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    return buffer.limit(0);
  }

  /** Whether there is a byte more; when there is, the buffer has it. */
  boolean hasMore() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    if (unread == 0) {
      return false;
    }
    buffer.clear().limit((int) Math.min(buffer.capacity(), unread));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException(
            name
                + " became shorter while it was read. Run again when nothing writes to it any"
                + " more.");
      }
    }
    buffer.flip();
    unread -= buffer.remaining();
    hash.update(buffer.duplicate());
    return true;
  }

  /** The next byte, 0 to 255. */
  int next() throws IOException {
    if (!hasMore()) {
      throw cutOff();
    }
    return buffer.get() & 0xFF;
  }

  /** Nothing has been taken yet. */
  boolean isAtStart() {
    return unread + buffer.remaining() == size;
  }

  DamagedFileException cutOff() {
    return damaged("it ends before its compressed content does");
  }

  DamagedFileException damaged(String why) {
    return new DamagedFileException(name, size - unread - buffer.remaining(), why);
  }
}
