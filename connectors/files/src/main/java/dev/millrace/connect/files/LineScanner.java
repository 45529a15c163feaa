package dev.millrace.connect.files;

import java.io.IOException;

/** Records that are lines, ended by LF or CRLF. */
final class LineScanner extends RecordScanner {
  LineScanner(ByteWindow in, long firstLine, int recordLimit) {
    super(in, firstLine, recordLimit, new PlainLines(false));
  }

  @Override
  boolean scan(int from) throws IOException {
    byte[] b = in.bytes();
    int limit = in.limit();
    long high = 0;
    for (int p = from; p < limit; p += Long.BYTES) {
      long word = Words.at(b, p);
      long feeds = Words.matches(word, '\n');
      if (feeds != 0) {
        int feed = p + Words.firstIndex(feeds);
        high |= word & Words.before(feeds);
        return found(from, feed, high);
      }
      high |= word;
    }
    if (limit - from > recordLimit) {
      hasHighBytes = true;
      finishTooLong(from, 1);
      return true;
    }
    return in.isEnded() && found(from, limit, high);
  }

  private boolean found(int from, int feed, long high) throws IOException {
    hasHighBytes = (high & Words.HIGH_BITS) != 0;
    finish(from, feed, 1);
    if (contentEnd - start > recordLimit) {
      finishTooLong(from, 1);
    }
    return true;
  }

  @Override
  boolean isBlank() {
    byte[] b = in.bytes();
    for (int p = start; p < contentEnd; p++) {
      if (b[p] != ' ' && b[p] != '\t' && b[p] != '\r') {
        return false;
      }
    }
    return true;
  }
}
