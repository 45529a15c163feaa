package dev.millrace.connect;

import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.Closeable;
import java.io.IOException;

/**
 * Sends rows to a place that has no publication: they are seen there as they come. What was sent
 * since the last {@link #flush} may be sent again after a failure, as the same rows with the same
 * ids ({@link dev.millrace.record.Provenance}): a place that takes them by id holds each once.
 *
 * <p>Used by one thread at a time. A sender that cannot keep up lets its caller wait.
 */
public interface RowSender<T> extends Closeable {
  /** Hands rows over, in their order; they may be on their way when it returns. */
  void send(Block<T> block, Selection rows) throws IOException;

  /** About how many bytes were handed over so far. */
  long bytes();

  /**
   * Returns when everything that was handed over has arrived for good: no checkpoint is complete
   * before.
   *
   * @throws IOException when something did not arrive
   */
  void flush() throws IOException;

  /** Gives up what it holds, whether it has arrived or not. */
  @Override
  void close() throws IOException;
}
