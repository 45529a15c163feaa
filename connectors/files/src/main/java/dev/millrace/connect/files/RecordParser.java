package dev.millrace.connect.files;

import dev.millrace.connect.InputBatch;

/** Turns records into rows. One per extent. */
interface RecordParser {
  /** The rows that follow go to {@code batch}. */
  void begin(InputBatch<?> batch);

  /** Accepts or rejects the scanner's record, or skips it when it is blank. */
  void parse(RecordScanner record);

  /** The extent has ended. */
  void end();
}
