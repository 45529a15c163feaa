package dev.millrace.connect.files;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The content of a compressed file. Its memory is bounded by the decompressor's window, whatever
 * the file claims. Nothing of a file is passed over: it ends where its last stream does, or it is
 * damaged.
 */
abstract class UnpackedBytes implements Closeable {
  private @Nullable IOException failure;

  /**
   * Fills {@code to}, unless the content ends or cannot be read on: what comes before a damage is
   * given first, the call after that throws.
   *
   * @return how many bytes, at least one; -1 at the end
   */
  final int read(byte[] to, int from, int length) throws IOException {
    int filled = 0;
    while (filled < length && failure == null) {
      try {
        int some = unpack(to, from + filled, length - filled);
        if (some < 0) {
          return filled == 0 ? -1 : filled;
        }
        filled += some;
      } catch (IOException e) {
        failure = e;
      }
    }
    if (filled == 0 && failure != null) {
      throw failure;
    }
    return filled;
  }

  /** At least one byte, or -1 at the end; the same again when asked again. */
  abstract int unpack(byte[] to, int from, int length) throws IOException;

  /** Frees what is outside the heap; the file stays open. */
  @Override
  public abstract void close();
}
