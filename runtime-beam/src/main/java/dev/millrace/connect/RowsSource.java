package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Codec;
import dev.millrace.record.CorruptDataException;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in memory.
 *
 * @param shape what they look like, for people
 * @param fingerprint of their shape, so that they are not read as something else
 * @param version of the codec that wrote them
 * @param isUnbounded whether they are played as a stream, each partition to its end
 */
record RowsSource<T>(
    String shape,
    long fingerprint,
    int version,
    ArrayList<RowsPartition> encoded,
    boolean isUnbounded)
    implements SourceBinding<T> {
  private static final long serialVersionUID = 1L;

  static <T> RowsSource<T> of(Class<T> type, List<RowsPartition> partitions, boolean isUnbounded) {
    Shape<T> shape = Shape.of(type);
    return new RowsSource<>(
        shape.describe(),
        shape.fingerprint(),
        Codec.FORMAT_VERSION,
        new ArrayList<>(partitions),
        isUnbounded);
  }

  @Override
  public String describe() {
    int rows = encoded.stream().mapToInt(RowsPartition::rows).sum();
    return (isUnbounded ? "stream of rows in memory (" : "rows in memory (")
        + rows
        + (encoded.size() == 1 ? ")" : " in " + encoded.size() + " partitions)");
  }

  @Override
  public List<Problem> check(String port, Shape<T> wanted) {
    if (fits(wanted)) {
      return List.of();
    }
    return List.of(
        new Problem(
            BindingCode.OTHER_SHAPE,
            Section.SOURCES.label(port),
            "the rows are " + shape,
            "the port's rows are " + wanted.describe(),
            "make the rows with the port's type"));
  }

  @Override
  public List<InputPartition> partitions(Shape<T> wanted, long extentBytes) {
    return encoded.stream().map(partition -> partition.cut(extentBytes)).toList();
  }

  @Override
  public RowReader<T> open(Shape<T> wanted, Projection projection, Extent extent) {
    return new EncodedRowReader<>(wanted, partition(wanted, extent.partition()), extent);
  }

  @Override
  public StreamReader<T> follow(
      Shape<T> wanted, Projection projection, String name, byte[] resumePoint) {
    return RowsStream.of(wanted, partition(wanted, name), resumePoint);
  }

  private RowsPartition partition(Shape<T> wanted, String name) {
    if (!fits(wanted)) {
      throw new CorruptDataException("the rows are " + shape + ", not " + wanted.describe());
    }
    return encoded.stream()
        .filter(partition -> partition.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no partition " + name));
  }

  private boolean fits(Shape<T> wanted) {
    return wanted.fingerprint() == fingerprint && version == Codec.FORMAT_VERSION;
  }

  @Override
  public String toString() {
    return describe();
  }
}
