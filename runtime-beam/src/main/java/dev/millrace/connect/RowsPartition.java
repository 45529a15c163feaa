package dev.millrace.connect;

import dev.millrace.record.ByteOutput;
import dev.millrace.record.Codec;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encoded rows, one behind the other. */
final class RowsPartition implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final byte[] bytes;

  /** Where each row ends in {@link #bytes}. */
  private final int[] ends;

  private RowsPartition(String name, byte[] bytes, int[] ends) {
    this.name = name;
    this.bytes = bytes;
    this.ends = ends;
  }

  static <T> RowsPartition of(String name, Shape<T> shape, List<T> rows) {
    Codec<T> codec = shape.codec();
    ByteOutput out = new ByteOutput();
    int[] ends = new int[rows.size()];
    for (int i = 0; i < ends.length; i++) {
      T row = rows.get(i);
      if (row == null) {
        throw new NullPointerException("row " + i + " of " + name + " is null");
      }
      codec.encode(row, out);
      ends[i] = out.size();
    }
    return new RowsPartition(name, out.toByteArray(), ends);
  }

  String name() {
    return name;
  }

  byte[] bytes() {
    return bytes;
  }

  int rows() {
    return ends.length;
  }

  int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  int end(int row) {
    return ends[row];
  }

  /** Cut after the first row that reaches {@code extentBytes}; no extent without a row. */
  InputPartition cut(long extentBytes) {
    List<Extent> extents = new ArrayList<>();
    int first = 0;
    for (int row = 0; row < ends.length; row++) {
      if (row == ends.length - 1 || ends[row] - start(first) >= extentBytes) {
        extents.add(new Extent(name, start(first), ends[row], first));
        first = row + 1;
      }
    }
    return new InputPartition(name, bytes.length, extents);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowsPartition that
        && name.equals(that.name)
        && Arrays.equals(bytes, that.bytes)
        && Arrays.equals(ends, that.ends);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(bytes);
  }
}
