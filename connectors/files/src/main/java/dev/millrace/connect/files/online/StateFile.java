package dev.millrace.connect.files.online;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A file of states, in the order they were written: a header with format and version of the view,
 * for each state a length, a checksum and its parts, and an end with their number. A file without
 * that end was never finished. Numbers are big-endian.
 */
final class StateFile {
  static final String EXTENSION = ".states";
  private static final int MAGIC = 0x4D525354;
  private static final int END = -1;
  private static final byte FORMAT_VERSION = 1;

  private StateFile() {}

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Writes a file. Not thread-safe. */
  static final class Writer implements Closeable {
    private final OutputStream out;
    private final ByteOutput body = new ByteOutput();
    private final ByteOutput frame = new ByteOutput();
    private long states;
    private boolean isClosed;

    /**
     * @param out is not closed here
     */
    Writer(StatePlace place, OutputStream out) throws IOException {
      this.out = out;
      frame.writeInt(MAGIC);
      frame.writeByte(FORMAT_VERSION);
      frame.writeString(place.title());
      frame.writeString(place.fingerprint());
      write(frame);
    }

    private void write(ByteOutput bytes) throws IOException {
      out.write(bytes.array(), 0, bytes.size());
    }

    void write(byte[] key, byte[] revision, byte[] state) throws IOException {
      body.clear();
      body.writeByteArray(key);
      body.writeByteArray(revision);
      body.writeByteArray(state);
      frame.clear();
      frame.writeInt(body.size());
      frame.writeInt(checksum(body.array(), body.size()));
      write(frame);
      write(body);
      states++;
    }

    @Override
    public void close() throws IOException {
      if (isClosed) {
        return;
      }
      isClosed = true;
      frame.clear();
      frame.writeInt(END);
      frame.writeLong(states);
      frame.writeInt(MAGIC);
      write(frame);
      out.flush();
    }
  }

  /** Takes one state after the other. */
  interface Visitor {
    void visit(byte[] key, byte[] revision, byte[] state) throws IOException;
  }

  /**
   * Shows all states of a file.
   *
   * @throws dev.millrace.plan.ProblemsException when it is of another version of the view, damaged
   *     or never finished; states before the damage have been shown then
   */
  static void read(StatePlace place, Path file, Visitor visitor) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      readHeader(place, file, in);
      long states = 0;
      for (int length = in.readInt(); length != END; length = in.readInt()) {
        readState(in, length, visitor);
        states++;
      }
      long told = in.readLong();
      if (told != states || in.readInt() != MAGIC || in.read() >= 0) {
        throw new CorruptDataException("it tells of " + told + " states and has " + states);
      }
    } catch (EOFException cutShort) {
      throw place.damaged(file, "it has no end");
    } catch (CorruptDataException corrupt) {
      throw place.damaged(file, String.valueOf(corrupt.getMessage()));
    }
  }

  private static void readHeader(StatePlace place, Path file, DataInputStream in)
      throws IOException {
    if (in.readInt() != MAGIC) {
      throw new CorruptDataException("it is no file of states");
    }
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new CorruptDataException(
          "it is in format "
              + version
              + ", and this release reads format "
              + FORMAT_VERSION
              + ": another release wrote it, or none");
    }
    String title = readString(in);
    String fingerprint = readString(in);
    if (!title.equals(place.title()) || !fingerprint.equals(place.fingerprint())) {
      throw place.otherVersion(file, title, fingerprint);
    }
  }

  /** As {@link ByteOutput#writeString} writes one of less than 128 bytes. */
  private static String readString(DataInputStream in) throws IOException {
    ByteOutput bytes = new ByteOutput();
    int length = in.readUnsignedByte();
    bytes.writeByte(length);
    bytes.writeBytes(in.readNBytes(length), 0, length);
    return new ByteInput(bytes.toByteArray()).readString();
  }

  private static void readState(DataInputStream in, int length, Visitor visitor)
      throws IOException {
    if (length < 0) {
      throw new CorruptDataException("a state of " + length + " bytes");
    }
    int checksum = in.readInt();
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    if (checksum != checksum(body, length)) {
      throw new CorruptDataException("a state is not what was written");
    }
    ByteInput parts = new ByteInput(body);
    visitor.visit(parts.readByteArray(), parts.readByteArray(), parts.readByteArray());
  }
}
