package dev.millrace.connect.files.binding;

import dev.millrace.record.Block;
import java.io.IOException;

/** Writes rows as records, one at a time. For one thread. */
public interface RecordEncoder {
  /** The rows that follow are those of a block. */
  void begin(Block<?> block);

  /**
   * The record of a row.
   *
   * @throws IOException when the format cannot hold it, with the row and its component
   */
  byte[] encode(int row) throws IOException;
}
