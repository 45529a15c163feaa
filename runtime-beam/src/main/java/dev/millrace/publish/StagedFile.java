package dev.millrace.publish;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One attempt at a part. Closing it before {@link #finish} discards the attempt; so it belongs into
 * a try-with-resources or a DoFn's teardown. For one thread.
 */
public final class StagedFile implements Closeable {
  /**
   * Of files that are still written; the publication of rejects of a failed run leaves them out.
   */
  static final String UNFINISHED = ".unfinished";

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path target;
  private final String folder;
  private final String sortKey;
  private final Path file;
  private final FileChannel channel;
  private final MessageDigest digest;
  private final OutputStream stream;
  private long bytes;

  private StagedFile(Path target, String folder, String sortKey, Path file, FileChannel channel) {
    this.target = target;
    this.folder = folder;
    this.sortKey = sortKey;
    this.file = file;
    this.channel = channel;
    this.digest = sha256();
    this.stream =
        new Counted(
            new BufferedOutputStream(
                new DigestOutputStream(Channels.newOutputStream(channel), digest), BUFFER_BYTES));
  }

  static StagedFile create(Path staging, String folder, String name, String sortKey)
      throws IOException {
    Path file = staging.resolve(name + UNFINISHED);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new StagedFile(staging.resolve(name), folder, sortKey, file, channel);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** Buffered. It need not be closed. */
  public OutputStream stream() {
    return stream;
  }

  /** How many bytes were written so far, flushed or not. */
  public long bytes() {
    return bytes;
  }

  /**
   * Completes the part. The bytes are forced to the disk: once a manifest names a part, a power cut
   * must not take it away. That is one wait for the disk per part, and parts are few and large.
   *
   * @throws IllegalStateException when the file was finished or closed before
   */
  public StagedPart finish() throws IOException {
    if (!channel.isOpen()) {
      throw new IllegalStateException("this part was finished or closed before");
    }
    stream.flush();
    channel.force(true);
    channel.close();
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    String name = String.valueOf(target.getFileName());
    return new StagedPart(folder, name, sortKey, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** Discards the attempt, unless it is finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  private final class Counted extends FilterOutputStream {
    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
      bytes += length;
    }
  }
}
