package dev.millrace.engine;

import dev.millrace.record.Block;

/** Rows on their way into a block. */
interface Results {
  int size();

  /** All rows so far; begins again. */
  Block<?> take();
}
