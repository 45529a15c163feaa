package dev.millrace.connect.files.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

/**
 * The least and the greatest value of a column chunk being written, and its nulls. Chunks with a
 * NaN, and those with text of more than {@link #LONGEST} bytes, have no bounds: readers differ in
 * what they make of the one, and the other would swell the footer.
 */
final class ChunkBounds {
  static final int LONGEST = 64;

  private final Type type;
  private boolean known = true;
  private boolean empty = true;
  private long nulls;
  private long leastLong;
  private long greatestLong;
  private double leastDouble;
  private double greatestDouble;
  private byte[] leastBytes = {};
  private byte[] greatestBytes = {};

  ChunkBounds(Type type) {
    this.type = type;
  }

  void addNull() {
    nulls++;
  }

  void add(long value) {
    leastLong = empty ? value : Math.min(leastLong, value);
    greatestLong = empty ? value : Math.max(greatestLong, value);
    empty = false;
  }

  void add(double value) {
    known &= !Double.isNaN(value);
    leastDouble = empty ? value : Math.min(leastDouble, value);
    greatestDouble = empty ? value : Math.max(greatestDouble, value);
    empty = false;
  }

  void add(byte[] value) {
    known &= value.length <= LONGEST;
    if (known) {
      leastBytes = empty || Arrays.compareUnsigned(value, leastBytes) < 0 ? value : leastBytes;
      greatestBytes =
          empty || Arrays.compareUnsigned(value, greatestBytes) > 0 ? value : greatestBytes;
    }
    empty = false;
  }

  Statistics statistics() {
    Statistics statistics = new Statistics().setNull_count(nulls);
    if (known && !empty) {
      statistics.setMin_value(least());
      statistics.setMax_value(greatest());
    }
    return statistics;
  }

  /** Of both zeros, a least is the negative one: readers may not tell them apart. */
  private byte[] least() {
    return bytes(leastLong, leastDouble == 0 ? -0.0 : leastDouble, leastBytes);
  }

  private byte[] greatest() {
    return bytes(greatestLong, greatestDouble == 0 ? 0.0 : greatestDouble, greatestBytes);
  }

  private byte[] bytes(long asLong, double asDouble, byte[] asBytes) {
    return switch (type) {
      case BOOLEAN -> new byte[] {(byte) asLong};
      case INT32 -> little(4).putInt((int) asLong).array();
      case INT64 -> little(8).putLong(asLong).array();
      case FLOAT -> little(4).putFloat((float) asDouble).array();
      case DOUBLE -> little(8).putDouble(asDouble).array();
      default -> asBytes;
    };
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
