package dev.millrace.connect.files.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Values one after the other, as they are (PLAIN). */
final class PlainDecoder extends ValueDecoder {
  private static final int INT96_SIZE = 12;

  private final ByteCursor in;
  private final Type type;
  private final int size;
  private int bit;
  private @Nullable Boolean text;

  PlainDecoder(SchemaNode leaf, ByteCursor in) {
    this.in = in;
    this.type = Objects.requireNonNull(leaf.physical());
    this.size = type == Type.BYTE_ARRAY || type == Type.BOOLEAN ? 0 : size(leaf);
  }

  /** Bytes of a value of a type that has a size. */
  static int size(SchemaNode leaf) {
    return switch (Objects.requireNonNull(leaf.physical())) {
      case INT32, FLOAT -> Integer.BYTES;
      case INT64, DOUBLE -> Long.BYTES;
      case INT96 -> INT96_SIZE;
      case FIXED_LEN_BYTE_ARRAY -> leaf.length();
      default -> throw new IllegalStateException(leaf.describe() + " has no size");
    };
  }

  @Override
  void longs(long[] out, int n) throws DamagedParquetException {
    if (type == Type.BOOLEAN) {
      flags(out, n);
      return;
    }
    int from = in.take(n, size);
    if (type == Type.INT64) {
      little(from, n).asLongBuffer().get(out, 0, n);
      return;
    }
    byte[] bytes = in.bytes;
    for (int i = 0; i < n; i++) {
      out[i] = Bits.intAt(bytes, from + 4 * i);
    }
  }

  private void flags(long[] out, int n) throws DamagedParquetException {
    int last = bit + n;
    if (last > 8L * in.left()) {
      throw new DamagedParquetException("a page ends in the middle of its values");
    }
    for (int i = 0; i < n; i++, bit++) {
      out[i] = (long) in.bytes[in.at + (bit >>> 3)] >>> (bit & 7) & 1;
    }
    in.at += bit >>> 3;
    bit &= 7;
  }

  @Override
  void doubles(double[] out, int n) throws DamagedParquetException {
    int from = in.take(n, size);
    if (type == Type.DOUBLE) {
      little(from, n).asDoubleBuffer().get(out, 0, n);
      return;
    }
    byte[] bytes = in.bytes;
    for (int i = 0; i < n; i++) {
      out[i] = Float.intBitsToFloat(Bits.intAt(bytes, from + 4 * i));
    }
  }

  private ByteBuffer little(int from, int n) {
    return ByteBuffer.wrap(in.bytes, from, n * size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  void spans(Spans out, int n) throws DamagedParquetException {
    out.bytes = in.bytes;
    if (size > 0) {
      int from = in.take(n, size);
      for (int i = 0; i < n; i++) {
        out.starts[i] = from + i * size;
        out.ends[i] = out.starts[i] + size;
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      int length = in.nextLength();
      out.starts[i] = in.take(length, 1);
      out.ends[i] = out.starts[i] + length;
    }
  }

  /** Looked at all at once, with the lengths between: those of short text are ASCII too. */
  @Override
  boolean isText() {
    if (text == null) {
      text = Text.isAscii(in.bytes, in.at, in.end);
    }
    return text;
  }
}
