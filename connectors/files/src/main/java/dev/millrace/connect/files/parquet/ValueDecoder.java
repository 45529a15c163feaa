package dev.millrace.connect.files.parquet;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * The values of one page that are not null, in order. Which method fits is given by the column's
 * physical type; each reads the next {@code n}.
 */
abstract class ValueDecoder {
  /** For BOOLEAN (0 and 1), INT32 and INT64. */
  void longs(long[] out, int n) throws DamagedParquetException {
    throw new IllegalStateException();
  }

  /** For FLOAT and DOUBLE. */
  void doubles(double[] out, int n) throws DamagedParquetException {
    throw new IllegalStateException();
  }

  /** For everything that is bytes: where they are, until the next page is read. */
  void spans(Spans out, int n) throws DamagedParquetException {
    throw new IllegalStateException();
  }

  /** True promises that all spans of the page are UTF-8; false promises nothing. */
  boolean isText() {
    return false;
  }

  /**
   * @throws DamagedParquetException when the encoding is none that the type can have
   */
  static ValueDecoder of(
      Encoding encoding, SchemaNode leaf, ByteCursor in, @Nullable Dictionary dictionary, int limit)
      throws DamagedParquetException {
    Type type = leaf.physical();
    boolean whole = type == Type.INT32 || type == Type.INT64;
    boolean fixed = type == Type.FIXED_LEN_BYTE_ARRAY;
    ValueDecoder decoder =
        switch (encoding) {
          case PLAIN -> new PlainDecoder(leaf, in);
          case PLAIN_DICTIONARY, RLE_DICTIONARY ->
              dictionary == null ? null : new IndexDecoder(dictionary, in);
          case RLE -> type == Type.BOOLEAN ? new FlagDecoder(in) : null;
          case DELTA_BINARY_PACKED -> whole ? new DifferenceDecoder(type == Type.INT32, in) : null;
          case DELTA_LENGTH_BYTE_ARRAY ->
              type == Type.BYTE_ARRAY ? new LengthsFirstDecoder(in) : null;
          case DELTA_BYTE_ARRAY ->
              type == Type.BYTE_ARRAY || fixed ? new PrefixDecoder(in, leaf.length(), limit) : null;
          case BYTE_STREAM_SPLIT ->
              whole || fixed || type == Type.FLOAT || type == Type.DOUBLE
                  ? new SplitDecoder(leaf, in)
                  : null;
          default -> null;
        };
    if (decoder == null) {
      throw new DamagedParquetException("a page of " + type + " is encoded as " + encoding);
    }
    return decoder;
  }

  /** Indexes of a dictionary. */
  private static final class IndexDecoder extends ValueDecoder {
    private final Dictionary dictionary;
    private final RunDecoder runs;
    private int[] indexes = new int[0];

    IndexDecoder(Dictionary dictionary, ByteCursor in) throws DamagedParquetException {
      this.dictionary = dictionary;
      // A page without values may be without bytes too.
      this.runs = new RunDecoder(in, in.left() == 0 ? 0 : in.nextByte());
    }

    private int[] read(int n) throws DamagedParquetException {
      if (indexes.length < n) {
        indexes = new int[n];
      }
      runs.read(indexes, 0, n);
      return indexes;
    }

    @Override
    void longs(long[] out, int n) throws DamagedParquetException {
      int[] at = read(n);
      long[] values = dictionary.longs;
      for (int i = 0; i < n; i++) {
        out[i] = values[at[i]];
      }
    }

    @Override
    void doubles(double[] out, int n) throws DamagedParquetException {
      int[] at = read(n);
      double[] values = dictionary.doubles;
      for (int i = 0; i < n; i++) {
        out[i] = values[at[i]];
      }
    }

    @Override
    void spans(Spans out, int n) throws DamagedParquetException {
      int[] at = read(n);
      Spans values = dictionary.spans;
      out.bytes = values.bytes;
      for (int i = 0; i < n; i++) {
        out.starts[i] = values.starts[at[i]];
        out.ends[i] = values.ends[at[i]];
      }
    }

    @Override
    boolean isText() {
      return dictionary.isText();
    }
  }

  /** Booleans as runs. */
  private static final class FlagDecoder extends ValueDecoder {
    private final RunDecoder runs;
    private int[] flags = new int[0];

    FlagDecoder(ByteCursor in) throws DamagedParquetException {
      int length = in.nextLength();
      int from = in.take(length, 1);
      this.runs = new RunDecoder(new ByteCursor(in.bytes, from, from + length), 1);
    }

    @Override
    void longs(long[] out, int n) throws DamagedParquetException {
      if (flags.length < n) {
        flags = new int[n];
      }
      runs.read(flags, 0, n);
      for (int i = 0; i < n; i++) {
        out[i] = flags[i] & 1;
      }
    }
  }

  private static final class DifferenceDecoder extends ValueDecoder {
    private final boolean narrow;
    private final DeltaDecoder values;

    DifferenceDecoder(boolean narrow, ByteCursor in) throws DamagedParquetException {
      this.narrow = narrow;
      this.values = new DeltaDecoder(in);
    }

    @Override
    void longs(long[] out, int n) throws DamagedParquetException {
      for (int i = 0; i < n; i++) {
        long value = values.next();
        out[i] = narrow ? (int) value : value; // differences of ints may wrap around
      }
    }
  }

  /** All lengths, then all bytes. */
  private static final class LengthsFirstDecoder extends ValueDecoder {
    private final DeltaDecoder lengths;
    private final ByteCursor in;

    LengthsFirstDecoder(ByteCursor in) throws DamagedParquetException {
      this.lengths = new DeltaDecoder(new ByteCursor(in.bytes, in.at, in.end));
      this.in = in;
      new DeltaDecoder(in).skipAll();
    }

    @Override
    void spans(Spans out, int n) throws DamagedParquetException {
      out.bytes = in.bytes;
      for (int i = 0; i < n; i++) {
        int length = length(lengths.next());
        out.starts[i] = in.take(length, 1);
        out.ends[i] = out.starts[i] + length;
      }
    }

    static int length(long length) throws DamagedParquetException {
      if (length < 0 || length > Integer.MAX_VALUE) {
        throw new DamagedParquetException("a length of " + length);
      }
      return (int) length;
    }
  }

  /** Each value begins with some bytes of the one before. */
  private static final class PrefixDecoder extends ValueDecoder {
    private final DeltaDecoder prefixes;
    private final LengthsFirstDecoder suffixes;
    private final Spans suffix = new Spans(1);
    private final int fixed;
    private final int limit;
    private byte[] last = new byte[0];
    private int lastStart;
    private int lastEnd;

    PrefixDecoder(ByteCursor in, int fixed, int limit) throws DamagedParquetException {
      this.prefixes = new DeltaDecoder(new ByteCursor(in.bytes, in.at, in.end));
      new DeltaDecoder(in).skipAll();
      this.suffixes = new LengthsFirstDecoder(in);
      this.fixed = fixed;
      this.limit = limit;
    }

    @Override
    void spans(Spans out, int n) throws DamagedParquetException {
      if (n == 0) {
        return;
      }
      byte[] made = new byte[1024];
      int used = 0;
      for (int i = 0; i < n; i++) {
        int prefix = LengthsFirstDecoder.length(prefixes.next());
        suffixes.spans(suffix, 1);
        long end = (long) used + prefix + suffix.length(0);
        if (prefix > lastEnd - lastStart || end > limit) {
          throw new DamagedParquetException("values that share more bytes than there can be");
        }
        if (end > made.length - ByteCursor.SLACK) {
          made = java.util.Arrays.copyOf(made, (int) Math.max(end + ByteCursor.SLACK, 2L * used));
        }
        // The one before may be in the array that was just outgrown: its bytes are the same.
        System.arraycopy(i == 0 ? last : made, lastStart, made, used, prefix);
        System.arraycopy(suffix.bytes, suffix.starts[0], made, used + prefix, suffix.length(0));
        out.starts[i] = used;
        out.ends[i] = (int) end;
        if (fixed > 0 && out.length(i) != fixed) {
          throw new DamagedParquetException("a value of " + out.length(i) + " bytes, not " + fixed);
        }
        lastStart = used;
        lastEnd = (int) end;
        used = lastEnd;
      }
      last = made;
      out.bytes = made;
    }
  }

  /** The first bytes of all values, then the second ones, and so on. */
  private static final class SplitDecoder extends ValueDecoder {
    private final Type type;
    private final int size;
    private final int count;
    private final byte[] bytes;
    private int at;
    private final int end;

    SplitDecoder(SchemaNode leaf, ByteCursor in) {
      this.type = java.util.Objects.requireNonNull(leaf.physical());
      this.size = PlainDecoder.size(leaf);
      this.count = in.left() / size;
      this.bytes = in.bytes;
      this.at = in.at;
      this.end = in.at + count;
    }

    private long next() throws DamagedParquetException {
      if (at == end) {
        throw new DamagedParquetException("a page ends in the middle of its values");
      }
      long value = 0;
      for (int i = 0; i < size; i++) {
        value |= (bytes[at + i * count] & 0xFFL) << (8 * i);
      }
      at++;
      return value;
    }

    @Override
    void longs(long[] out, int n) throws DamagedParquetException {
      for (int i = 0; i < n; i++) {
        long value = next();
        out[i] = type == Type.INT32 ? (int) value : value;
      }
    }

    @Override
    void doubles(double[] out, int n) throws DamagedParquetException {
      for (int i = 0; i < n; i++) {
        long value = next();
        out[i] =
            type == Type.FLOAT ? Float.intBitsToFloat((int) value) : Double.longBitsToDouble(value);
      }
    }

    @Override
    void spans(Spans out, int n) throws DamagedParquetException {
      if (n > end - at) {
        throw new DamagedParquetException("a page ends in the middle of its values");
      }
      byte[] joined = new byte[n * size + ByteCursor.SLACK];
      for (int i = 0; i < n; i++, at++) {
        out.starts[i] = i * size;
        out.ends[i] = (i + 1) * size;
        for (int k = 0; k < size; k++) {
          joined[i * size + k] = bytes[at + k * count];
        }
      }
      out.bytes = joined;
    }
  }
}
