package dev.millrace.connect.files;

import com.github.luben.zstd.ZstdOutputStream;
import dev.millrace.connect.RowWriter;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How a file of text is compressed as a whole. When reading, its name says so: {@code .gz} or
 * {@code .zst} behind the format's own extension.
 */
public enum Compression {
  NONE(""),

  /** RFC 1952, written without a time, so that equal rows are equal files. */
  GZIP(".gz"),

  /** RFC 8878, written with a checksum over each part. */
  ZSTD(".zst");

  private static final int BUFFER = 64 * 1024;
  private static final int ZSTD_FRAME = 0xFD2FB528;

  /** A frame of something else than content; some tools begin with one. */
  private static final int ZSTD_SKIPPABLE = 0x184D2A50;

  private static final int SKIPPABLE_MASK = 0xFFFFFFF0;

  private final String suffix;

  Compression(String suffix) {
    this.suffix = suffix;
  }

  /** What a file's name ends in: {@code .gz}; empty for none. */
  String suffix() {
    return suffix;
  }

  /** The name in a bindings file. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** What a file's name says. */
  static Compression of(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(GZIP.suffix) ? GZIP : name.endsWith(ZSTD.suffix) ? ZSTD : NONE;
  }

  /** How many of a file's first bytes are looked at. */
  static final int SIGNATURE_BYTES = 4;

  /** What a file's first bytes say. */
  static Compression startingWith(byte[] head) {
    boolean zstd = head.length >= 4 && littleEndian(head) == ZSTD_FRAME;
    return isGzip(head) ? GZIP : zstd ? ZSTD : NONE;
  }

  /** Whether a file of this compression may begin so; text may begin with anything. */
  boolean canStartWith(byte[] head) {
    return switch (this) {
      case NONE -> true;
      case GZIP -> isGzip(head);
      case ZSTD ->
          head.length >= 4
              && (littleEndian(head) == ZSTD_FRAME
                  || (littleEndian(head) & SKIPPABLE_MASK) == ZSTD_SKIPPABLE);
    };
  }

  private static boolean isGzip(byte[] head) {
    return head.length >= 2 && head[0] == 0x1F && head[1] == (byte) 0x8B;
  }

  private static int littleEndian(byte[] head) {
    return (head[0] & 0xFF)
        | (head[1] & 0xFF) << 8
        | (head[2] & 0xFF) << 16
        | (head[3] & 0xFF) << 24;
  }

  /** Extensions of a format, each alone and with every compression's behind it. */
  static List<String> extensions(String... formats) {
    List<String> all = new ArrayList<>();
    for (String format : formats) {
      for (Compression compression : values()) {
        all.add(format + compression.suffix);
      }
    }
    return all;
  }

  /** What is stored, unpacked; null for {@link #NONE}. */
  @Nullable UnpackedBytes unpack(StoredBytes stored) {
    return switch (this) {
      case NONE -> null;
      case GZIP -> new GzipBytes(stored);
      case ZSTD -> new ZstdBytes(stored);
    };
  }

  /** A writer of a format. */
  interface Writing<T> {
    RowWriter<T> to(OutputStream out) throws IOException;
  }

  /** A writer whose bytes are compressed on their way to {@code out}, which stays open. */
  <T> RowWriter<T> writer(OutputStream out, Writing<T> format) throws IOException {
    return switch (this) {
      case NONE -> format.to(out);
      case GZIP -> packing(new GZIPOutputStream(new StaysOpen(out), BUFFER), format);
      case ZSTD -> packing(new ZstdOutputStream(new StaysOpen(out)).setChecksum(true), format);
    };
  }

  private static <T> RowWriter<T> packing(OutputStream packed, Writing<T> format)
      throws IOException {
    return new Packing<>(packed, format.to(new Unflushed(packed)));
  }

  private record Packing<T>(OutputStream packed, RowWriter<T> rows) implements RowWriter<T> {
    @Override
    public void write(Block<T> block, Selection selection) throws IOException {
      rows.write(block, selection);
    }

    @Override
    public void close() throws IOException {
      rows.close();
      packed.close();
    }
  }

  private static final class StaysOpen extends FilterOutputStream {
    StaysOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  /** A format may flush whenever its buffer is full; compression is better when left alone. */
  private static final class Unflushed extends FilterOutputStream {
    Unflushed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void flush() {
      // The end of the part flushes.
    }
  }
}
