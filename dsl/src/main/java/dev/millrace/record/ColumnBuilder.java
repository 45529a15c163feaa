package dev.millrace.record;

/**
 * Collects the values of one component, row by row. Which append fits is given by the component's
 * {@link Kind.Storage}: a wrong one is a programming error and throws IllegalStateException.
 */
public interface ColumnBuilder {
  /** For {@code LONGS}: in the unit that {@link Kind} names. */
  void appendLong(long value);

  /** For {@code DOUBLES}. */
  void appendDouble(double value);

  /**
   * For {@code STRING} only: well-formed UTF-8, which the caller has checked; the bytes are copied.
   */
  void appendUtf8(byte[] bytes, int from, int to);

  /** {@link #appendLong} of {@code values[from .. to)}. */
  default void appendLongs(long[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      appendLong(values[i]);
    }
  }

  /** {@link #appendDouble} of {@code values[from .. to)}. */
  default void appendDoubles(double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      appendDouble(values[i]);
    }
  }

  /**
   * {@link #appendUtf8} of values that lie in one array: value i is {@code bytes[starts[i] ..
   * ends[i])}. Values may share bytes.
   */
  default void appendUtf8s(byte[] bytes, int[] starts, int[] ends, int from, int to) {
    for (int i = from; i < to; i++) {
      appendUtf8(bytes, starts[i], ends[i]);
    }
  }

  /** For {@code OBJECTS}: an object of the component's class. */
  void appendObject(Object value);

  /**
   * @throws NullPointerException when the component is not nullable, naming it
   */
  void appendNull();

  int size();

  /** Forgets the rows from {@code size} on: the way to take back a row that turned out bad. */
  void truncate(int size);

  /** Bytes held, roughly. */
  long bytes();

  /** The column so far; the builder is empty afterwards and can be used again. */
  Column build();
}
