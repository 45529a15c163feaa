package dev.millrace.record;

import org.jspecify.annotations.Nullable;

/** What is done with whole rows of one shape, compiled for that shape: see {@link RowTemplate}. */
abstract class RowCode {
  abstract void encode(Object row, ByteOutput out);

  abstract Object decode(ByteInput in);

  abstract Object build(@Nullable Column[] columns, int row);
}
