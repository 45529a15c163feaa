package dev.millrace.aggregate;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accumulators whose states may be larger than memory. A group of them that was written in parts is
 * not merged into a slot but read as streams.
 */
public interface StreamedAccumulators extends Accumulators {
  /**
   * The result that slots would have that had merged some written states: a value of the function's
   * result type, null where there is none. Changes no slot. Reads from each stream one state, byte
   * by byte and not a byte further: give streams that are buffered. Memory: one value for each
   * state, and the result.
   *
   * @throws dev.millrace.record.CorruptDataException when a stream does not hold such a state
   */
  @Nullable Object resultOf(List<? extends InputStream> states) throws IOException;
}
