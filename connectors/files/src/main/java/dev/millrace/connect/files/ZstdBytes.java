package dev.millrace.connect.files;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Content compressed with Zstandard (RFC 8878): one frame after the other, to the end of the file.
 * The library refuses windows of more than 128 MB, and allocates one window, outside the heap.
 *
 * <p>Its own stream is not used: where a file is cut off in its second frame or later, that stream
 * may end without a word.
 */
final class ZstdBytes extends UnpackedBytes {
  private static final int CAPACITY = 64 * 1024;

  private final StoredBytes stored;
  private final ByteBuffer in;
  private final ByteBuffer out = ByteBuffer.allocateDirect(CAPACITY);
  private final ZstdDecompressCtx frames = new ZstdDecompressCtx();
  private boolean inFrame;

  ZstdBytes(StoredBytes stored) {
    this.stored = stored;
    this.in = stored.allocate(true);
  }

  @Override
  int unpack(byte[] to, int from, int length) throws IOException {
    boolean hasInput = stored.hasMore();
    while (inFrame || hasInput || stored.isAtStart()) {
      int available = in.remaining();
      out.clear().limit(Math.min(CAPACITY, length));
      inFrame = !decompress();
      int some = out.position();
      if (some > 0) {
        out.flip().get(to, from, some);
        return some;
      }
      if (!hasInput) {
        throw stored.cutOff();
      }
      if (available == in.remaining()) {
        throw stored.damaged("its compressed content does not go on");
      }
      hasInput = stored.hasMore();
    }
    return -1;
  }

  /** Returns whether a frame has ended, with all of its content given. */
  private boolean decompress() throws IOException {
    try {
      return frames.decompressDirectByteBufferStream(out, in);
    } catch (ZstdException e) {
      throw stored.damaged("its compressed content is broken (" + e.getMessage() + ")");
    }
  }

  @Override
  public void close() {
    frames.close();
  }
}
