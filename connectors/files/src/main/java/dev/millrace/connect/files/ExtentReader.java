package dev.millrace.connect.files;

import dev.millrace.connect.InputBatch;
import dev.millrace.connect.RowReader;
import java.io.IOException;

/** Reads an extent: many records at once, and one by one those that are unusual. */
final class ExtentReader<T> implements RowReader<T> {
  private final ByteWindow in;
  private final RecordScanner scanner;
  private final RecordParser parser;
  private boolean ended;

  ExtentReader(ByteWindow in, RecordScanner scanner, RecordParser parser) {
    this.in = in;
    this.scanner = scanner;
    this.parser = parser;
  }

  @Override
  public boolean read(InputBatch<T> batch) throws IOException {
    parser.begin(batch);
    while (!ended && !batch.isFull()) {
      if (parser.parseMany(scanner, batch.room())) {
        continue;
      }
      if (scanner.next()) {
        parser.parse(scanner);
      } else {
        ended = true;
        parser.end();
      }
    }
    return !ended;
  }

  @Override
  public String contentHash() {
    if (!ended) {
      throw new IllegalStateException("the extent has not been read to its end");
    }
    return in.contentHash();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
