package dev.millrace.connect.files.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

/**
 * What a file says about the values of one column in one row group.
 *
 * @param firstRow position of the row group's first row, from 1
 * @param values entries; of a column that repeats nothing, as many as the row group has rows
 * @param nulls how many of them there are; empty when the file does not say
 * @param least not greater than any value that is not null; empty when not known, or when there is
 *     no such value
 * @param greatest not less than any value that is not null and no NaN
 */
record GroupStatistics(
    long firstRow,
    long rows,
    long values,
    OptionalLong nulls,
    Optional<Bound> least,
    Optional<Bound> greatest) {
  /**
   * A bound in the unit of the file's column.
   *
   * <p>Of doubles, a bound says nothing about NaN, and -0.0 and 0.0 are not told apart: a least of
   * 0.0 is given as -0.0, a greatest of -0.0 as 0.0.
   */
  sealed interface Bound {
    record OfLong(long value) implements Bound {}

    record OfDouble(double value) implements Bound {}

    /** Compared byte by byte without sign; may be cut, and is a bound all the same. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OfBytes(byte[] value) implements Bound {}
  }

  /**
   * The row groups of a file with the statistics of a column, in order.
   *
   * @param column its path: names joined by points
   * @throws IllegalArgumentException when the file has no such column
   */
  static List<GroupStatistics> of(Footer footer, String column) {
    SchemaNode leaf =
        footer.leaves().stream()
            .filter(node -> node.path().equals(column))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no column " + column));
    List<GroupStatistics> groups = new ArrayList<>();
    for (Footer.Group group : footer.groups()) {
      groups.add(of(group, leaf));
    }
    return groups;
  }

  /** Of one column in one row group. */
  static GroupStatistics of(Footer.Group group, SchemaNode leaf) {
    Footer.Chunk chunk = group.chunks().get(leaf.leaf());
    Statistics statistics = chunk.statistics();
    OptionalLong nulls =
        statistics != null && statistics.isSetNull_count() && statistics.getNull_count() >= 0
            ? OptionalLong.of(statistics.getNull_count())
            : OptionalLong.empty();
    Optional<Bound> least = statistics == null ? Optional.empty() : least(leaf, statistics);
    Optional<Bound> greatest = statistics == null ? Optional.empty() : greatest(leaf, statistics);
    boolean both = least.isPresent() && greatest.isPresent();
    return new GroupStatistics(
        group.firstRow() + 1,
        group.rows(),
        chunk.values(),
        nulls,
        both ? least : Optional.empty(),
        both ? greatest : Optional.empty());
  }

  /** Whether the file says that there is no value; of no entries there is none anyway. */
  boolean isAllNull() {
    return nulls.isPresent() && nulls.getAsLong() == values;
  }

  private static Optional<Bound> least(SchemaNode leaf, Statistics statistics) {
    return statistics.isSetMin_value()
        ? bound(leaf, statistics.getMin_value(), -0.0)
        : statistics.isSetMin() && isSigned(leaf)
            ? bound(leaf, statistics.getMin(), -0.0)
            : Optional.empty();
  }

  private static Optional<Bound> greatest(SchemaNode leaf, Statistics statistics) {
    return statistics.isSetMax_value()
        ? bound(leaf, statistics.getMax_value(), 0.0)
        : statistics.isSetMax() && isSigned(leaf)
            ? bound(leaf, statistics.getMax(), 0.0)
            : Optional.empty();
  }

  /** The older fields compare with a sign whatever the type: good for numbers that have one. */
  private static boolean isSigned(SchemaNode leaf) {
    boolean isNumber =
        leaf.physical() != Type.BYTE_ARRAY && leaf.physical() != Type.FIXED_LEN_BYTE_ARRAY;
    return isNumber && (leaf.annotation().tag() != Annotation.Tag.INT || leaf.annotation().flag());
  }

  /**
   * @param zero which of both zeros is the bound
   */
  private static Optional<Bound> bound(SchemaNode leaf, byte[] bytes, double zero) {
    Type type = leaf.physical();
    int size = type == Type.INT32 || type == Type.FLOAT ? 4 : 8;
    if (type == Type.BYTE_ARRAY) {
      return leaf.annotation().tag() == Annotation.Tag.DECIMAL
          ? Optional.empty()
          : Optional.of(new Bound.OfBytes(bytes));
    }
    if (type == Type.BOOLEAN && bytes.length == 1 && (bytes[0] | 1) == 1) {
      return Optional.of(new Bound.OfLong(bytes[0]));
    }
    if (bytes.length != size) {
      return Optional.empty(); // no bound is a safe answer to one that cannot be read
    }
    return switch (type) {
      case INT32 -> {
        boolean unsigned =
            leaf.annotation().tag() == Annotation.Tag.INT && !leaf.annotation().flag();
        int value = Bits.intAt(bytes, 0);
        yield Optional.of(new Bound.OfLong(unsigned ? Integer.toUnsignedLong(value) : value));
      }
      case INT64 ->
          leaf.annotation().tag() == Annotation.Tag.INT && !leaf.annotation().flag()
              ? Optional.empty()
              : Optional.of(new Bound.OfLong(Bits.longAt(bytes, 0)));
      case FLOAT -> ofDouble(Float.intBitsToFloat(Bits.intAt(bytes, 0)), zero);
      case DOUBLE -> ofDouble(Double.longBitsToDouble(Bits.longAt(bytes, 0)), zero);
      default -> Optional.empty();
    };
  }

  private static Optional<Bound> ofDouble(double value, double zero) {
    return Double.isNaN(value)
        ? Optional.empty()
        : Optional.of(new Bound.OfDouble(value == 0 ? zero : value));
  }
}
