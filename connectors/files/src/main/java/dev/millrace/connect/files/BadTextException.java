package dev.millrace.connect.files;

import dev.millrace.connect.files.binding.UnwritableRow;
import dev.millrace.record.Block;
import java.io.IOException;

/** Text that UTF-8 cannot carry, in a value to be written. */
final class BadTextException extends IOException {
  private static final long serialVersionUID = 1L;

  BadTextException(String message) {
    super(message);
  }

  /** Throws when {@code text} has an unpaired surrogate. */
  static void check(String text) throws BadTextException {
    int at = Utf8Text.firstUnpairedSurrogate(text);
    if (at >= 0) {
      throw new BadTextException("has an unpaired surrogate at index " + at);
    }
  }

  /** The same, with the row and the component named. */
  IOException in(Block<?> block, int row, String component) {
    return UnwritableRow.exception(
        block,
        row,
        component,
        getMessage() + ", which UTF-8 cannot carry. Refuse or repair such text in an earlier step.",
        this);
  }
}
