package dev.millrace.connect.files.avro;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A part of a file, seen through a buffer that slides over it and grows to the largest stretch that
 * is asked for at once. Whoever asks has checked that length.
 */
final class FileWindow implements Closeable {
  private static final int LONGEST_VARINT = 10;

  private final FileChannel channel;
  private final String name;
  private final MessageDigest digest;
  private final DatumInput numbers = new DatumInput();

  /** Bytes of the part that are not in the buffer yet. */
  private long unread;

  /** The place in the file of index 0 of the buffer. */
  private long base;

  private byte[] bytes;
  private int position;
  private int limit;

  /** The bytes from {@code start} to {@code end} of a file; {@code name} is for messages. */
  FileWindow(String name, Path file, long start, long end, int capacity) throws IOException {
    this.name = name;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.channel.position(start);
    this.base = start;
    this.unread = end - start;
    this.bytes = new byte[capacity];
    this.digest = sha256();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  String name() {
    return name;
  }

  /** Valid from {@link #position}, as far as was asked for; another array after a call. */
  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  /** The place in the file of {@link #position}. */
  long offset() {
    return base + position;
  }

  /** Bytes from {@link #position} to the end of the part. */
  long remaining() {
    return limit - position + unread;
  }

  /** Makes {@code length} bytes available; not more than {@link #remaining}. */
  void require(int length) throws IOException {
    if (limit - position < length) {
      more(length);
    }
  }

  /** Moves on over bytes that are available. */
  void advance(int length) {
    position += length;
  }

  /** Moves on over bytes whether they are available or not; they count for {@link #sha256Hex}. */
  void pass(long length) throws IOException {
    long left = length;
    while (left > 0) {
      int now = (int) Math.min(left, bytes.length);
      require(now);
      advance(now);
      left -= now;
    }
  }

  /** Moves on without reading: {@link #sha256Hex} has no meaning afterwards. */
  void seek(long length) throws IOException {
    int buffered = limit - position;
    if (length <= buffered) {
      position += (int) length;
      return;
    }
    base = base + limit + (length - buffered);
    unread -= length - buffered;
    position = 0;
    limit = 0;
    channel.position(base);
  }

  /**
   * @throws MalformedException when no number ends within ten bytes or within the part
   */
  long readNumber() throws IOException, MalformedException {
    int there = (int) Math.min(LONGEST_VARINT, remaining());
    require(there);
    numbers.reset(bytes, position, position + there);
    long number = numbers.readLong();
    position = numbers.position();
    return number;
  }

  private void more(int length) throws IOException {
    int kept = limit - position;
    byte[] target = length > bytes.length ? new byte[length] : bytes;
    System.arraycopy(bytes, position, target, 0, kept);
    bytes = target;
    base += position;
    position = 0;
    limit = kept;
    int want = (int) Math.min(bytes.length - limit, unread);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, limit, want);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException(
            name
                + " became shorter while it was read: "
                + unread
                + " bytes are missing. Run again when nothing writes to it any more.");
      }
    }
    digest.update(bytes, limit, want);
    limit += want;
    unread -= want;
  }

  /** In hex, over everything read; to be asked once, at the end. */
  String sha256Hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
