package dev.millrace.connect.files.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file, read at places. Counts what is read. */
final class FileBytes implements Closeable {
  private final FileChannel channel;
  private final long size;
  private long read;

  private FileBytes(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  static FileBytes open(Path file) throws IOException {
    return new FileBytes(FileChannel.open(file, StandardOpenOption.READ));
  }

  long size() {
    return size;
  }

  /** Bytes read so far. */
  long bytesRead() {
    return read;
  }

  /** Fills a stretch of an array from a place in the file. */
  void read(long at, byte[] into, int from, int to) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, from, to - from);
    long place = at;
    while (buffer.hasRemaining()) {
      int n = channel.read(buffer, place);
      if (n < 0) {
        throw new DamagedParquetException("the file ends at byte " + place);
      }
      place += n;
      read += n;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
