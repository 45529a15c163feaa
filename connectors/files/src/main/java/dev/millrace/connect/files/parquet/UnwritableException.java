package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.UnwritableRow;
import dev.millrace.record.Block;
import java.io.IOException;

/** A value that a column of Parquet cannot carry. */
final class UnwritableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what follows the component's name: {@code has an unpaired surrogate}
   */
  UnwritableException(String message) {
    super(message);
  }

  /** The same, with the row and the component named. */
  IOException in(Block<?> block, int row, String component) {
    return UnwritableRow.exception(
        block,
        row,
        component,
        getMessage() + ". Refuse or repair such values in an earlier step.",
        this);
  }
}
