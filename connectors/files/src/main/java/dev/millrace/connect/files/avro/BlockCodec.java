package dev.millrace.connect.files.avro;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.millrace.connect.files.binding.FilesCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.xerial.snappy.Snappy;

/** Compresses and decompresses blocks. One per reader or writer; not thread-safe. */
abstract class BlockCodec implements Closeable {
  private static final int INITIAL = 1 << 18;

  /** What a sink was told: the name in the file's header, and how hard to try. */
  record Choice(String name, int level) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The last result: the first so many bytes of {@link #bytes}. */
  byte[] bytes = new byte[0];

  /**
   * @param file for the message when the codec is none of those
   */
  static BlockCodec of(String file, String name) throws AvroFileException {
    return switch (name) {
      case "null" -> new None();
      case "deflate" -> new Deflate(Deflater.DEFAULT_COMPRESSION);
      case "snappy" -> new SnappyWithCrc();
      case "zstandard" -> new Zstandard(3);
      default ->
          throw new AvroFileException(
              FilesCode.AVRO_CODEC,
              file + " is compressed with the codec '" + name + "'",
              "null, deflate, snappy and zstandard are understood",
              "write the file with one of these");
    };
  }

  static BlockCodec of(Choice choice) {
    return switch (choice.name()) {
      case "null" -> new None();
      case "deflate" -> new Deflate(choice.level());
      case "snappy" -> new SnappyWithCrc();
      default -> new Zstandard(choice.level());
    };
  }

  /**
   * Decompresses to {@link #bytes}, or leaves everything where it is.
   *
   * @param most how long the result may be
   * @return the result's length
   * @throws MalformedException when the bytes are not compressed so, or the result is too long
   */
  abstract int decompress(byte[] from, int start, int length, int most) throws MalformedException;

  /** Compresses to {@link #bytes}. */
  abstract int compress(byte[] from, int length) throws IOException;

  /** Whether blocks are as they are, so that nothing has to be called. */
  boolean isNone() {
    return false;
  }

  @Override
  public void close() {}

  void ensure(int capacity) {
    if (bytes.length < capacity) {
      bytes = new byte[Math.max(capacity, INITIAL)];
    }
  }

  /** Makes room behind what is there; never beyond {@code most}. */
  void grow(int most) throws MalformedException {
    if (bytes.length >= most) {
      throw tooLong(most);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(most, 2L * bytes.length));
  }

  static MalformedException tooLong(int most) {
    return new MalformedException("it has more than " + most + " bytes");
  }

  private static final class None extends BlockCodec {
    @Override
    int decompress(byte[] from, int start, int length, int most) {
      throw new IllegalStateException("nothing to decompress");
    }

    @Override
    int compress(byte[] from, int length) {
      throw new IllegalStateException("nothing to compress");
    }

    @Override
    boolean isNone() {
      return true;
    }
  }

  /** Raw deflate, RFC 1951. What follows its end is passed over: some writers leave a checksum. */
  private static final class Deflate extends BlockCodec {
    private final int level;
    private final Inflater inflater = new Inflater(true);

    Deflate(int level) {
      this.level = level;
    }

    @Override
    int decompress(byte[] from, int start, int length, int most) throws MalformedException {
      ensure(Math.min(most, INITIAL));
      inflater.reset();
      inflater.setInput(from, start, length);
      int size = 0;
      try {
        while (!inflater.finished()) {
          if (size == bytes.length || size == most) {
            // One byte more than allowed shows that it is too long; none that it just fits.
            grow(most + 1);
          }
          int got = inflater.inflate(bytes, size, bytes.length - size);
          size += got;
          if (size > most) {
            throw tooLong(most);
          }
          if (got == 0 && !inflater.finished() && size < bytes.length) {
            throw new MalformedException("deflate ends too early");
          }
        }
      } catch (DataFormatException damaged) {
        throw new MalformedException("deflate: " + damaged.getMessage());
      }
      return size;
    }

    @Override
    int compress(byte[] from, int length) {
      Deflater deflater = new Deflater(level, true);
      try {
        ensure(length + length / 1000 + 64);
        deflater.setInput(from, 0, length);
        deflater.finish();
        int size = 0;
        while (!deflater.finished()) {
          if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
          }
          size += deflater.deflate(bytes, size, bytes.length - size);
        }
        return size;
      } finally {
        deflater.end();
      }
    }

    @Override
    public void close() {
      inflater.end();
    }
  }

  /** Snappy, and behind it the CRC-32 of what was compressed. */
  private static final class SnappyWithCrc extends BlockCodec {
    private static final int CRC_BYTES = 4;

    @Override
    int decompress(byte[] from, int start, int length, int most) throws MalformedException {
      int compressed = length - CRC_BYTES;
      if (compressed < 1) {
        throw new MalformedException("snappy ends too early");
      }
      try {
        int size = Snappy.uncompressedLength(from, start, compressed);
        if (size < 0 || size > most) {
          throw tooLong(most);
        }
        ensure(size);
        Snappy.uncompress(from, start, compressed, bytes, 0);
        if (crc(bytes, size) != crcAt(from, start + compressed)) {
          throw new MalformedException("its checksum is another");
        }
        return size;
      } catch (IOException damaged) {
        throw new MalformedException("snappy: " + damaged.getMessage());
      }
    }

    @Override
    int compress(byte[] from, int length) throws IOException {
      ensure(Snappy.maxCompressedLength(length) + CRC_BYTES);
      int size = Snappy.compress(from, 0, length, bytes, 0);
      int crc = crc(from, length);
      for (int i = 0; i < CRC_BYTES; i++) {
        bytes[size + i] = (byte) (crc >>> (24 - 8 * i));
      }
      return size + CRC_BYTES;
    }

    private static int crc(byte[] of, int length) {
      CRC32 crc = new CRC32();
      crc.update(of, 0, length);
      return (int) crc.getValue();
    }

    private static int crcAt(byte[] b, int at) {
      return b[at] << 24 | (b[at + 1] & 0xFF) << 16 | (b[at + 2] & 0xFF) << 8 | (b[at + 3] & 0xFF);
    }
  }

  /** Zstandard, decompressed in one go: so no window has to be held beside the result. */
  private static final class Zstandard extends BlockCodec {
    private final int level;
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();

    Zstandard(int level) {
      this.level = level;
    }

    @Override
    int decompress(byte[] from, int start, int length, int most) throws MalformedException {
      long told = Zstd.getFrameContentSize(from, start, length);
      ensure((int) Math.min(most, Math.max(told, INITIAL)));
      while (true) {
        try {
          int size = decompressor.decompressByteArray(bytes, 0, bytes.length, from, start, length);
          if (size > most) {
            throw tooLong(most);
          }
          return size;
        } catch (ZstdException damaged) {
          if (damaged.getErrorCode() != Zstd.errDstSizeTooSmall()) {
            throw new MalformedException("zstandard: " + damaged.getMessage());
          }
          grow(most);
        }
      }
    }

    @Override
    int compress(byte[] from, int length) {
      ensure((int) Zstd.compressBound(length));
      try (ZstdCompressCtx compressor = new ZstdCompressCtx()) {
        compressor.setLevel(level).setChecksum(true);
        return compressor.compressByteArray(bytes, 0, bytes.length, from, 0, length);
      }
    }

    @Override
    public void close() {
      decompressor.close();
    }
  }
}
