package dev.millrace.connect.files.binding;

import dev.millrace.connect.InputBatch;

/** Reads records into rows. For one thread. */
public interface RecordDecoder {
  /** How many bytes that are not looked at have to stand behind a record's last. */
  int PADDING = Long.SIZE;

  /**
   * Accepts or rejects each of some records, in their order; their positions are their indexes.
   * Behind each stands a line feed, and behind the last {@link #PADDING} zeros more.
   *
   * @param starts of the records in {@code bytes}, ascending
   * @param ends of the records: the byte after the last
   */
  void decode(byte[] bytes, int[] starts, int[] ends, int count, InputBatch<?> batch);

  /** Nothing more is read. */
  default void end() {}
}
