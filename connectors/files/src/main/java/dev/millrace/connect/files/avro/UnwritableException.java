package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.UnwritableRow;
import dev.millrace.record.Block;
import java.io.IOException;

/** A value that the file's schema cannot hold as it is. */
final class UnwritableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message goes on behind the component's name
   */
  UnwritableException(String message) {
    super(message);
  }

  /** The same, with the row and the component named. */
  IOException in(Block<?> block, int row, String component) {
    return UnwritableRow.exception(block, row, component, getMessage() + ".", this);
  }
}
