package dev.millrace.connect.files;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Compressed bytes, made and undone by the libraries' own streams. */
final class Packed {
  private Packed() {}

  static byte[] bytes(Compression compression, byte[] content) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (OutputStream out = stream(compression, stored)) {
      out.write(content);
    }
    return stored.toByteArray();
  }

  static OutputStream stream(Compression compression, OutputStream out) throws IOException {
    return switch (compression) {
      case NONE -> out;
      case GZIP -> new GZIPOutputStream(out);
      case ZSTD -> new ZstdOutputStream(out).setChecksum(true);
    };
  }

  static byte[] content(Compression compression, byte[] stored) throws IOException {
    InputStream in = new ByteArrayInputStream(stored);
    return switch (compression) {
      case NONE -> stored;
      case GZIP -> new GZIPInputStream(in).readAllBytes();
      case ZSTD -> new ZstdInputStream(in).readAllBytes();
    };
  }

  /** A frame that says how long its content is, as one that is made at once does. */
  static byte[] zstdFrame(byte[] content) {
    return Zstd.compress(content);
  }

  static byte[] joined(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }
}
