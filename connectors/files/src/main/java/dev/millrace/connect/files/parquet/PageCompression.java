package dev.millrace.connect.files.parquet;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** How the pages of a written file are compressed. */
public enum PageCompression {
  /** Zstandard, level 3: the smallest files, and less to read and to hash. */
  ZSTD(CompressionCodec.ZSTD) {
    @Override
    byte[] compress(byte[] page) {
      return Zstd.compress(page, 3);
    }
  },
  /** Snappy: for readers that know nothing newer. */
  SNAPPY(CompressionCodec.SNAPPY) {
    @Override
    byte[] compress(byte[] page) throws IOException {
      return Snappy.compress(page);
    }
  },
  NONE(CompressionCodec.UNCOMPRESSED) {
    @Override
    byte[] compress(byte[] page) {
      return page;
    }
  };

  private final CompressionCodec codec;

  PageCompression(CompressionCodec codec) {
    this.codec = codec;
  }

  CompressionCodec codec() {
    return codec;
  }

  abstract byte[] compress(byte[] page) throws IOException;
}
