package dev.millrace.connect.files.parquet;

import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** The different values of a column chunk. */
final class Dictionary {
  long[] longs = new long[0];
  double[] doubles = new double[0];
  Spans spans = new Spans(0);
  private final int size;
  private @Nullable Boolean text;

  private Dictionary(int size) {
    this.size = size;
  }

  /**
   * @param size how many there are, as the page says
   */
  static Dictionary read(SchemaNode leaf, ByteCursor in, int size) throws DamagedParquetException {
    if (size < 0 || size > in.left()) {
      throw new DamagedParquetException(
          "a dictionary of " + size + " values in " + in.left() + " bytes");
    }
    Dictionary dictionary = new Dictionary(size);
    Type type = leaf.physical();
    PlainDecoder plain = new PlainDecoder(leaf, in);
    if (type == Type.INT32 || type == Type.INT64) {
      dictionary.longs = new long[size];
      plain.longs(dictionary.longs, size);
    } else if (type == Type.FLOAT || type == Type.DOUBLE) {
      dictionary.doubles = new double[size];
      plain.doubles(dictionary.doubles, size);
    } else {
      dictionary.spans = new Spans(size);
      plain.spans(dictionary.spans, size);
    }
    return dictionary;
  }

  /** Whether every value is UTF-8. */
  boolean isText() {
    if (text == null) {
      boolean good = true;
      for (int i = 0; i < size && good; i++) {
        good = Text.isUtf8(spans.bytes, spans.starts[i], spans.ends[i]);
      }
      text = good;
    }
    return text;
  }
}
