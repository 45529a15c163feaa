package dev.millrace.connect.files.avro;

import java.io.IOException;
import java.util.Arrays;

/**
 * What stands before a block's bytes.
 *
 * @param offset of the block in the file
 * @param records how many it says it holds
 * @param size of its bytes as they are in the file
 */
record BlockHeader(long offset, long records, long size) {
  /**
   * Reads one; the window is at the block's bytes afterwards.
   *
   * @throws AvroFileException when it cannot be one, or the block reaches behind the window's end
   */
  static BlockHeader read(FileWindow in) throws IOException {
    long offset = in.offset();
    try {
      long records = in.readNumber();
      long size = in.readNumber();
      if (records < 0 || size < 0) {
        throw new MalformedException("it has " + records + " records in " + size + " bytes");
      }
      if (size > in.remaining() - AvroHeader.SYNC_BYTES) {
        throw new MalformedException(
            "it has " + size + " bytes, and " + in.remaining() + " bytes are left");
      }
      return new BlockHeader(offset, records, size);
    } catch (MalformedException malformed) {
      throw AvroFileException.damaged(
          in.name(), offset, "no block starts here, " + malformed.getMessage());
    }
  }

  /** Takes the marker behind a block; the window is at the next one afterwards. */
  void readSync(FileWindow in, byte[] sync) throws IOException {
    in.require(AvroHeader.SYNC_BYTES);
    int at = in.position();
    if (!Arrays.equals(in.bytes(), at, at + sync.length, sync, 0, sync.length)) {
      throw AvroFileException.damaged(
          in.name(), offset, "the block that starts here does not end with the file's marker");
    }
    in.advance(AvroHeader.SYNC_BYTES);
  }
}
