package dev.millrace.connect.files.parquet;

import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a component, or a part of one, comes from a node of a file's schema. */
sealed interface Fit {
  /** The definition level from which there is a value. */
  int definition();

  /** The column of one value; null for what is put together from several entries. */
  default @Nullable SchemaNode leaf() {
    return null;
  }

  /** From BOOLEAN, INT32 or INT64, to a kind kept as a long, or a decimal of a scale. */
  record Longs(SchemaNode leaf, ValueType type, LongRule rule, int scale) implements Fit {
    @Override
    public int definition() {
      return leaf.definition();
    }
  }

  /** From FLOAT, DOUBLE or INT32. */
  record Doubles(SchemaNode leaf, ValueType type) implements Fit {
    @Override
    public int definition() {
      return leaf.definition();
    }
  }

  record Bytes(SchemaNode leaf, ValueType type, BytesRule rule) implements Fit {
    @Override
    public int definition() {
      return leaf.definition();
    }
  }

  /** Null is the empty Optional. */
  record Present(ValueType type, Fit inner) implements Fit {
    @Override
    public int definition() {
      return inner.definition();
    }
  }

  /**
   * A list, or an array of floats.
   *
   * @param definition of the list itself; an empty one has no more
   * @param repeated what there is once for each element
   */
  record Items(int definition, SchemaNode repeated, ValueType type, Fit element) implements Fit {}

  record Entries(int definition, SchemaNode repeated, ValueType type, Fit key, Fit value)
      implements Fit {}

  record Parts(SchemaNode group, ValueType type, Shape<?> shape, List<Fit> parts) implements Fit {
    @Override
    public int definition() {
      return group.definition();
    }
  }
}
