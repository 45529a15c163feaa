package dev.millrace.connect.files.avro;

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
    String from = block.provenance().partition();
    return new IOException(
        String.format(
            "Row %016x%016x%s cannot be written: component '%s' %s.",
            block.provenance().idHigh(row),
            block.provenance().idLow(row),
            from.isEmpty() ? "" : " of " + from,
            component,
            getMessage()),
        this);
  }
}
