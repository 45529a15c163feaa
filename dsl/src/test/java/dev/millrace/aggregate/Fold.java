package dev.millrace.aggregate;

import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One aggregation over rows of one component, folded in one slot, at once or in parts.
 *
 * @param rows the rows, which have the component {@code value}
 * @param out has the result as its only component
 */
record Fold<R>(
    AggregateFunction function, Shape<R> rows, Shape<?> out, @Nullable Number parameter) {
  static <R> Fold<R> of(
      AggregateFunction function, Class<R> rows, Class<?> out, @Nullable Number parameter) {
    return new Fold<>(function, Shape.of(rows), Shape.of(out), parameter);
  }

  Accumulators empty() {
    Accumulators empty = Accumulators.of(function, rows, rows.components().get(0), parameter);
    empty.grow(1);
    return empty;
  }

  Accumulators all(List<R> values) {
    Accumulators accumulators = empty();
    add(accumulators, 0, values);
    return accumulators;
  }

  void add(Accumulators to, int slot, List<R> values) {
    int size = values.size();
    int[] slots = new int[size];
    Arrays.fill(slots, slot);
    Provenance provenance = Provenance.of("", new long[size], new long[size]);
    to.add(
        slots,
        Block.ofRows(rows, values.toArray(), Selection.all(size), provenance),
        Selection.all(size));
  }

  /** The written states of parts that the values fall into when they are shuffled and cut. */
  List<byte[]> parts(List<R> values, Random random) {
    List<R> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    List<byte[]> parts = new ArrayList<>();
    parts.add(written(empty()));
    int from = 0;
    while (from < shuffled.size()) {
      int to = Math.min(shuffled.size(), from + 1 + random.nextInt(1 + shuffled.size() / 2));
      parts.add(written(all(shuffled.subList(from, to))));
      from = to;
    }
    return parts;
  }

  /** The parts merged, some of them before others. */
  Accumulators merged(List<byte[]> parts) {
    Accumulators tree = empty();
    tree.grow(2);
    for (int i = 0; i < parts.size(); i++) {
      tree.merge(i % 2, new ByteInput(parts.get(i)));
    }
    ByteOutput other = new ByteOutput();
    tree.write(1, other);
    tree.merge(0, new ByteInput(other.toByteArray()));
    return tree;
  }

  @Nullable Object result(Accumulators from) {
    if (!from.hasResult(0)) {
      return null;
    }
    ColumnBuilder builder = out.builder(0, 1);
    from.result(0, builder);
    return out.codec(0).value(builder.build(), 0);
  }

  @Nullable Object result(List<R> values) {
    return result(all(values));
  }

  @Nullable Object streamed(List<byte[]> parts) {
    List<InputStream> states = new ArrayList<>();
    parts.forEach(part -> states.add(new ByteArrayInputStream(part)));
    try {
      return ((StreamedAccumulators) empty()).resultOf(states);
    } catch (IOException e) {
      throw new AssertionError("arrays have no errors of reading", e);
    }
  }

  static byte[] written(Accumulators from) {
    ByteOutput out = new ByteOutput();
    from.write(0, out);
    return out.toByteArray();
  }

  static String hex(Accumulators from) {
    return HexFormat.of().formatHex(written(from));
  }
}
