package dev.millrace.connect;

import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.Closeable;
import java.io.IOException;

/** Writes one part. {@link #close} completes it (a footer, a flush) and leaves the stream open. */
public interface RowWriter<T> extends Closeable {
  void write(Block<T> block, Selection rows) throws IOException;
}
