package dev.millrace.connect.files;

import dev.millrace.connect.InputBatch;

/** Turns records into rows. One per extent. */
interface RecordParser {
  /** The rows that follow go to {@code batch}. */
  void begin(InputBatch<?> batch);

  /**
   * Accepts as many records at once as it can, from the scanner's position on, and passes them.
   *
   * @param room how many there may be
   * @return false when the next record needs {@link #parse}, or when there is none
   */
  default boolean parseMany(RecordScanner scanner, int room) {
    return false;
  }

  /** Accepts or rejects the scanner's record, or skips it when it is blank. */
  void parse(RecordScanner record);

  /** The extent has ended. */
  void end();
}
