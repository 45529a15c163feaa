package dev.millrace.connect.files.parquet;

import java.io.ByteArrayInputStream;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * The metadata of a file, read from bytes that may hold anything. No string and no list may claim
 * to be longer than the bytes there are: parquet-java's own reading allocates what is claimed.
 */
final class Thrift {
  private Thrift() {}

  /**
   * @throws DamagedParquetException when the bytes are no footer
   */
  static FileMetaData footer(byte[] bytes, int from, int to) throws DamagedParquetException {
    FileMetaData footer = new FileMetaData();
    if (read(footer, bytes, from, to) < 0) {
      throw new DamagedParquetException("the footer cannot be understood");
    }
    return footer;
  }

  /** Reads a page's header; returns its length, or -1 when the bytes are none or not all of it. */
  static int pageHeader(PageHeader header, byte[] bytes, int from, int to) {
    return read(header, bytes, from, to);
  }

  private static int read(TBase<?, ?> struct, byte[] bytes, int from, int to) {
    int size = to - from;
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, from, size);
    try {
      struct.read(new TCompactProtocol(new TIOStreamTransport(in), size, size));
    } catch (TException | RuntimeException e) {
      return -1; // one answer for every way in which bytes can be wrong: the caller names the place
    }
    return size - in.available();
  }
}
