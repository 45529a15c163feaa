package dev.millrace.connect;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Envelopes;
import dev.millrace.record.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader fills: rows as columns, with the bytes each came as and its position; and the
 * records it could not read. For each record a reader appends one value to every column that its
 * {@link Projection} needs and then calls {@link #accept}; or it calls {@link #reject}, which takes
 * back whatever was appended for that record; or it calls {@link #skip} for many at once.
 */
public interface InputBatch<T> {
  Shape<T> shape();

  /** Whether the batch has all the rows or bytes it may have. */
  boolean isFull();

  /**
   * How many more records it may have: what a reader asks that hands over many at once. None when
   * it is full, else at least one.
   */
  default int room() {
    return isFull() ? 0 : 1;
  }

  /** The column of a component. One that is not needed takes anything and keeps nothing. */
  ColumnBuilder column(int component);

  /** Ends a row whose columns have all been appended. The raw bytes are copied. */
  void accept(long position, byte[] raw, int from, int to);

  /**
   * Ends rows whose columns have all been appended, like {@link #accept} for each of them. Record i
   * came as {@code raw[starts[i] .. ends[i])}; these ranges ascend and are close to each other, for
   * all bytes from the first to the last of them are copied.
   *
   * @param count of the records, at most {@link #room}
   */
  default void acceptAll(long[] positions, byte[] raw, int[] starts, int[] ends, int count) {
    for (int i = 0; i < count; i++) {
      accept(positions[i], raw, starts[i], ends[i]);
    }
  }

  /**
   * Ends rows that follow each other and have no raw bytes: what formats of columns have instead of
   * records. Each column has a value for each of them.
   *
   * @param firstPosition of the first; the others have the next ones
   */
  default void accept(long firstPosition, int rows) {
    byte[] none = {};
    for (int i = 0; i < rows; i++) {
      accept(firstPosition + i, none, 0, 0);
    }
  }

  /**
   * A record that cannot be read or understood, with every reason. The raw bytes are copied.
   *
   * @param stage READ or PARSE
   */
  void reject(
      long position,
      byte[] raw,
      int from,
      int to,
      Stage stage,
      List<Failure> failures,
      @Nullable Throwable exception);

  /**
   * Says how to find what a record came with beside its raw bytes: its frame, so that a rejection
   * has it, and its time of arrival, which {@code atMostAhead} goes by. It holds for the records
   * that are handed over from now on, until others are given.
   */
  default void cameWith(Envelopes envelopes) {}

  /**
   * Records that were not read, because statistics prove that none of them meets the {@linkplain
   * Projection#conditions conditions}, and none would have been rejected. They count as if they had
   * been accepted one by one and then dropped by the filter that the conditions come from.
   *
   * @param firstPosition the position of the first of them
   * @param count how many; their positions follow on one another
   * @throws IllegalStateException when the projection has no conditions
   */
  default void skip(long firstPosition, long count) {
    throw new IllegalStateException("no condition allows to skip records");
  }
}
