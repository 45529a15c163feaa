package dev.millrace.connect.files.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** How pages are compressed, on the side of reading. */
enum Codec {
  NONE {
    @Override
    boolean canHold(byte[] in, int from, int length, int claimed) {
      return length == claimed;
    }

    @Override
    void decompress(byte[] in, int from, int length, byte[] out, int at, int size) {
      System.arraycopy(in, from, out, at, size);
    }
  },
  SNAPPY {
    @Override
    boolean canHold(byte[] in, int from, int length, int claimed) throws IOException {
      // No element of the format makes more than 64 bytes of 2.
      return claimed <= 32L * length && Snappy.uncompressedLength(in, from, length) == claimed;
    }

    @Override
    void decompress(byte[] in, int from, int length, byte[] out, int at, int size)
        throws IOException {
      if (Snappy.uncompress(in, from, length, out, at) != size) {
        throw new DamagedParquetException("a page has another size than it says");
      }
    }
  },
  GZIP {
    @Override
    boolean canHold(byte[] in, int from, int length, int claimed) {
      return claimed <= 1040L * length; // deflate's best is 1032 to 1
    }

    @Override
    void decompress(byte[] in, int from, int length, byte[] out, int at, int size)
        throws IOException {
      try (GZIPInputStream gzip =
          new GZIPInputStream(new ByteArrayInputStream(in, from, length), 1 << 12)) {
        if (gzip.readNBytes(out, at, size) != size || gzip.read() >= 0) {
          throw new DamagedParquetException("a page has another size than it says");
        }
      }
    }
  },
  ZSTD {
    @Override
    boolean canHold(byte[] in, int from, int length, int claimed) {
      long known = Zstd.getFrameContentSize(in, from, length);
      return known <= 0 || known == claimed;
    }

    @Override
    void decompress(byte[] in, int from, int length, byte[] out, int at, int size)
        throws IOException {
      long n = Zstd.decompressByteArray(out, at, size, in, from, length);
      if (Zstd.isError(n) || n != size) {
        throw new DamagedParquetException(
            Zstd.isError(n) ? Zstd.getErrorName(n) : "a page has another size than it says");
      }
    }
  };

  /** Whether the bytes could be as many as claimed: asked before room is made for them. */
  abstract boolean canHold(byte[] in, int from, int length, int claimed) throws IOException;

  /** Decompresses to exactly {@code size} bytes. */
  abstract void decompress(byte[] in, int from, int length, byte[] out, int at, int size)
      throws IOException;

  /** Empty for one that is not read here. */
  static Optional<Codec> of(CompressionCodec codec) {
    return switch (codec) {
      case UNCOMPRESSED -> Optional.of(NONE);
      case SNAPPY -> Optional.of(SNAPPY);
      case GZIP -> Optional.of(GZIP);
      case ZSTD -> Optional.of(ZSTD);
      default -> Optional.empty();
    };
  }
}
