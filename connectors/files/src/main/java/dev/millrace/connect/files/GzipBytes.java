package dev.millrace.connect.files;

import dev.millrace.connect.files.binding.DamagedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Content compressed with gzip (RFC 1952): one member after the other, to the end of the file. The
 * platform's own {@link java.util.zip.GZIPInputStream} takes whatever follows a member and is none
 * for the end; here that is a damage, since rows may have been there.
 */
final class GzipBytes extends UnpackedBytes {
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final StoredBytes stored;
  private final ByteBuffer buffer;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private boolean inMember;

  GzipBytes(StoredBytes stored) {
    this.stored = stored;
    this.buffer = stored.allocate(false);
  }

  @Override
  int unpack(byte[] to, int from, int length) throws IOException {
    while (inMember || stored.isAtStart() || stored.hasMore()) {
      if (!inMember) {
        header();
      }
      int some = inflate(to, from, length);
      if (some > 0) {
        checksum.update(to, from, some);
        return some;
      }
      if (inflater.finished()) {
        trailer();
      } else if (inflater.needsDictionary()) {
        throw stored.damaged("it asks for a dictionary");
      } else if (!stored.hasMore()) {
        throw stored.cutOff();
      } else {
        inflater.setInput(buffer);
      }
    }
    return -1;
  }

  private int inflate(byte[] to, int from, int length) throws IOException {
    try {
      return inflater.inflate(to, from, length);
    } catch (DataFormatException e) {
      throw stored.damaged("its compressed content is broken (" + e.getMessage() + ")");
    }
  }

  private void header() throws IOException {
    boolean first = stored.isAtStart();
    checksum.reset();
    if (headerByte() != 0x1F || headerByte() != 0x8B) {
      throw stored.damaged(
          first
              ? "it does not begin as a gzip file does"
              : "what follows a gzip member is not another one");
    }
    if (headerByte() != DEFLATE) {
      throw stored.damaged("a gzip member is of an unknown kind");
    }
    int flags = headerByte();
    if ((flags & RESERVED) != 0) {
      throw stored.damaged("a gzip member has unknown flags");
    }
    skipHeader(6);
    if ((flags & EXTRA) != 0) {
      skipHeader(headerByte() | headerByte() << 8);
    }
    skipText((flags & NAME) != 0);
    skipText((flags & COMMENT) != 0);
    if ((flags & HEADER_CHECKSUM) != 0) {
      long expected = checksum.getValue() & 0xFFFF;
      check(littleEndian(2) == expected, "the header's checksum");
    }
    checksum.reset();
    inflater.reset();
    inflater.setInput(buffer);
    inMember = true;
  }

  private int headerByte() throws IOException {
    int b = stored.next();
    checksum.update(b);
    return b;
  }

  private void skipHeader(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      headerByte();
    }
  }

  private void skipText(boolean present) throws IOException {
    while (present && headerByte() != 0) {
      // A zero ends it.
    }
  }

  private void trailer() throws IOException {
    check(littleEndian(4) == checksum.getValue(), "the checksum");
    check(littleEndian(4) == (inflater.getBytesWritten() & 0xFFFFFFFFL), "the length");
    inMember = false;
  }

  private long littleEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) stored.next() << (8 * i);
    }
    return value;
  }

  private void check(boolean good, String what) throws DamagedFileException {
    if (!good) {
      throw stored.damaged(what + " of a gzip member does not fit its content");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
