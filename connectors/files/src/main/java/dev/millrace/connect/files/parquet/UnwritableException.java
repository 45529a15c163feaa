package dev.millrace.connect.files.parquet;

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
    String from = block.provenance().partition();
    return new IOException(
        String.format(
            "Row %016x%016x%s cannot be written: component '%s' %s. Refuse or repair such values in"
                + " an earlier step.",
            block.provenance().idHigh(row),
            block.provenance().idLow(row),
            from.isEmpty() ? "" : " of " + from,
            component,
            getMessage()),
        this);
  }
}
